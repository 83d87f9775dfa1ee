/** The value of an IEEE 754 binary16 number given by its 16 bits, exact in float64. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const WORD = new DataView(new ArrayBuffer(4));

/** The value of a bfloat16 number (the upper half of a float32) given by its 16 bits, exact in float64. */
export function bfloat16Value(bits: number): number {
  WORD.setUint32(0, (bits & 0xffff) * 65536);
  return WORD.getFloat32(0);
}

/** The nearest number with `bits` significant bits and exponents from `least` to `most`, ties to even. */
export function roundedTo(x: number, bits: number, least: number, most: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), least);
  let result = roundedToMultiple(x, 2 ** (exponent - bits + 1));
  // log2 may be off by one next to a power of two, where the finer grid is the right one.
  const finer = roundedToMultiple(x, 2 ** (Math.max(exponent - 1, least) - bits + 1));
  if (Math.abs(finer) < 2 ** exponent) result = finer;
  return Math.abs(result) >= 2 ** (most + 1) ? Math.sign(x) * Number.POSITIVE_INFINITY : result;
}

function roundedToMultiple(x: number, unit: number): number {
  const scaled = x / unit;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) * unit;
}
