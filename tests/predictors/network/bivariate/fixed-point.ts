/** Binary places that hold every float64 exactly. */
export const PLACES = 1074n;

const words = new DataView(new ArrayBuffer(8));

/** The finite float64 x times 2^1074: an integer, exactly. */
export function fixed(x: number): bigint {
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0);
  const biased = (bits >> 52n) & 0x7ffn;
  if (biased === 0x7ffn) throw new RangeError(`${x} has no fixed-point form`);
  const fraction = bits & 0xfffffffffffffn;
  // Subnormal numbers have the exponent of the smallest normal ones, without the leading bit.
  const magnitude = biased === 0n ? fraction : (fraction | 0x10000000000000n) << (biased - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}
