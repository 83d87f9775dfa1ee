import { describe, expect, test } from "vitest";
import { univariateFunction } from "../../src/functions/table.js";
import { Problem, solve } from "../../src/index.js";
import { denseMatrix } from "../../src/numeric/matrix.js";
import type { SymbolicTensor } from "../../src/onnx/algebra.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import type { Network } from "../../src/predictors/network/network.js";
import { generator } from "../predictors/network/random-networks.js";

/** A smooth network with a narrow spike downwards: value at the spike's centre = smooth part - depth * (bump of 1). */
interface Spiked {
  readonly network: Network;
  readonly centre: Float64Array;
  /** Half the width of the spike along each axis. */
  readonly width: number;
}

const DEPTH = 6;

/** How a bump of one variable is made of neurons: sum of weights * phi(s + shifts), and its value at s = 0. */
const BUMPS = {
  relu: { weights: [1, -2, 1], shifts: [1, 0, -1], top: 1 },
  tanh: { weights: [1, -1], shifts: [1, -1], top: 2 * Math.tanh(1) },
  sigmoid: { weights: [1, -1], shifts: [2, -2], top: 2 / (1 + Math.exp(-2)) - 1 },
} as const;
type BumpName = keyof typeof BUMPS;

function affine(
  builder: NetworkBuilder,
  x: SymbolicTensor,
  rows: readonly (readonly number[])[],
  bias: readonly number[],
): SymbolicTensor {
  const matrix = denseMatrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
  return builder.affine([rows.length], [{ x, matrix }], { bias: Float64Array.from(bias) });
}

/** Slopes of a few units and values of a few units, so that the spike is deeper than everything else. */
function smoothPart(builder: NetworkBuilder, n: number, random: () => number): SymbolicTensor {
  const uniform = () => 2 * random() - 1;
  const rows = Array.from({ length: 6 }, () => Array.from({ length: n }, () => 1.5 * uniform()));
  const hidden = affine(
    builder,
    builder.inputTensor(),
    rows,
    rows.map(() => uniform()),
  );
  const y = builder.apply(univariateFunction("tanh"), hidden);
  return affine(builder, y, [rows.map(() => 0.3 * uniform())], [0]);
}

/**
 * -depth * bump(s_1) in one dimension; with more variables -depth * phi(sum of the bumps, less what all but one can
 * give), which is deep only where all variables are near the centre at once.
 */
function spike(
  builder: NetworkBuilder,
  centre: Float64Array,
  width: number,
  name: BumpName,
): { part: SymbolicTensor; weight: number } {
  const n = centre.length;
  const { weights, shifts, top } = BUMPS[name];
  const phi = univariateFunction(name);
  const rows: number[][] = [];
  const bias: number[] = [];
  for (let j = 0; j < n; j++) {
    for (const shift of shifts) {
      rows.push(Array.from({ length: n }, (_, c) => (c === j ? 1 / width : 0)));
      bias.push(shift - centre[j] / width);
    }
  }
  const neurons = builder.apply(phi, affine(builder, builder.inputTensor(), rows, bias));
  const all = rows.map((_, k) => weights[k % weights.length] / top);
  if (n === 1) return { part: affine(builder, neurons, [all], [0]), weight: DEPTH };
  // relu(sum - (n - 1)) is 1 at the centre; of the saturating functions take one that is steep between n - 1 and n.
  const joined =
    name === "relu"
      ? affine(builder, neurons, [all], [1 - n])
      : affine(builder, neurons, [all.map((w) => 12 * w)], [-12 * (n - 0.5)]);
  return { part: builder.apply(univariateFunction(name === "relu" ? "relu" : "sigmoid"), joined), weight: DEPTH };
}

function spiked(n: number, width: number, name: BumpName, random: () => number): Spiked {
  const builder = new NetworkBuilder(n);
  // Between the points of a grid of 1000 steps on [-1, 1], far from the middle and from the edges.
  const centre = Float64Array.from({ length: n }, () => (Math.floor(400 * random()) + 0.5) / 500);
  const smooth = smoothPart(builder, n, random);
  const { part, weight } = spike(builder, centre, width, name);
  const elements = Int32Array.of(smooth.elements[0], part.elements[0]);
  const both: SymbolicTensor = { ...smooth, shape: [2], elements };
  return { network: builder.build(affine(builder, both, [[1, -weight]], [0])), centre, width };
}

function valueAt(network: Network, x: Float64Array): number {
  const y = new Float64Array(1);
  network.evaluate(x, y);
  return y[0];
}

/** The smallest value on a grid around the centre that resolves the spike. */
function nearCentre({ network, centre, width }: Spiked): number {
  const n = centre.length;
  const steps = [0, 2000, 120, 30][n];
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= steps ** n; k++) {
    const x = centre.map((c, j) => c + (6 * width * ((Math.floor(k / steps ** j) % steps) - steps / 2)) / steps);
    least = Math.min(least, valueAt(network, x));
  }
  return least;
}

/** The smallest value that sampling finds: a grid in one dimension, otherwise pseudo-random points of the box. */
function sampled({ network, centre }: Spiked, random: () => number): number {
  const n = centre.length;
  const points = n === 1 ? 1001 : 20_000;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < points; k++) {
    const x = centre.map(() => (n === 1 ? -1 + k / 500 : 2 * random() - 1));
    least = Math.min(least, valueAt(network, x));
  }
  return least;
}

const cases = ([1, 2, 3] as const).flatMap((n) =>
  (Object.keys(BUMPS) as BumpName[]).flatMap((name) =>
    (n === 1 ? [3e-4, 1e-4, 1e-5] : n === 2 ? [1e-3, 1e-5] : [1e-3, 3e-4]).map((width) => [n, name, width] as const),
  ),
);

test("there are twenty spikes", () => {
  expect(cases.length).toBeGreaterThanOrEqual(20);
});

describe.each(cases)("in %i dimensions, a %s spike of width %f", (n, name, width) => {
  const random = generator(17 + n + name.length * 100 + Math.round(1e6 * width));
  const planted = spiked(n, width, name, random);

  test("sampling misses it, the search finds it and proves it", async () => {
    const optimum = nearCentre(planted);
    const found = sampled(planted, random);
    expect(found - optimum).toBeGreaterThan(0.5 * DEPTH);
    const variables = [{ name: "x", size: n, lower: -1, upper: 1 }];
    const problem = new Problem({ models: { net: planted.network }, variables, minimize: "net(x)" });
    const result = await solve(problem, { relativeGap: 1e-4, nodeLimit: 100_000 });
    expect(result.status).toBe("optimal");
    expect(result.bound).toBeLessThanOrEqual(optimum);
    expect(Math.abs((result.objective as number) - optimum)).toBeLessThanOrEqual(1.01e-4 * Math.abs(optimum));
    expect(result.bound).toBeGreaterThanOrEqual(optimum - 1.01e-4 * Math.abs(optimum));
  });
});
