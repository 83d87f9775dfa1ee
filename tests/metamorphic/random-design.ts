import { networkOf, type PlainNetwork, randomPlainNetwork } from "./plain-network.js";

/** Scalar variables over [-2, 2]. */
export const scalars = (names: readonly string[]) => names.map((name) => ({ name, lower: -2, upper: 2 }));
/** The fourth variable. */
export const WHOLE = { name: "k", lower: 0, upper: 3, integer: true };

export interface Design {
  readonly cost: PlainNetwork;
  readonly quality: PlainNetwork;
  /** What is asked of the quality. */
  readonly needed: number;
}

/** Minimize a network's output where another one's is high, with linear and nonlinear rows and a whole number beside them. */
export function randomDesign(phi: string, random: () => number): Design {
  const cost = randomPlainNetwork([4, 6, 4, 1], phi, random);
  const quality = randomPlainNetwork([4, 5, 1], phi, random);
  const net = networkOf(quality);
  const y = new Float64Array(1);
  const values = Array.from({ length: 200 }, () => {
    net.evaluate(
      Float64Array.from({ length: 4 }, (_, j) => (j < 3 ? 4 * random() - 2 : Math.floor(4 * random()))),
      y,
    );
    return y[0];
  }).sort((p, q) => p - q);
  // Three quarters of the points are not good enough.
  return { cost, quality, needed: values[150] };
}

/** In the variables a, b, c and the whole number k. */
export function rowsOf({ needed }: Design): string[] {
  return [`quality(a, b, c, k) >= ${needed}`, "a + 2*b - c <= 1.5", "a*b + k >= -0.5"];
}
