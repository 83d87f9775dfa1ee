/** Seconds with as many digits as matter. */
export function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(3)} s` : `${value.toFixed(1)} s`;
}

/** A gap, a rate, a share: three significant digits. */
export function rough(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-2 && size < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}

/** A number with all its digits: a bound that is rounded for printing may promise too much. */
export function exact(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "+infinity" : "-infinity";
  return String(value);
}

/** A coordinate or an intermediate result: ten significant digits. */
export function precise(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))) : exact(value);
}

/** A large count in groups of three digits. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, " ");
}
