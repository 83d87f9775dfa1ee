/** mantissa * 2^exponent: sums and products of float64 numbers without rounding. */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const words = new DataView(new ArrayBuffer(8));

/** @param x finite */
export function dyadic(x: number): Dyadic {
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

export function product(a: Dyadic, b: Dyadic): Dyadic {
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

export function sum(a: Dyadic, b: Dyadic): Dyadic {
  const exponent = Math.min(a.exponent, b.exponent);
  const shifted = ({ mantissa, exponent: own }: Dyadic) => mantissa << BigInt(own - exponent);
  return { mantissa: shifted(a) + shifted(b), exponent };
}

/** -1, 0 or 1. */
export function sign({ mantissa }: Dyadic): number {
  return mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0;
}
