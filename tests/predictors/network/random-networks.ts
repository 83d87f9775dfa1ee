import { univariateFunction } from "../../../src/functions/table.js";
import type { Box } from "../../../src/numeric/box.js";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import type { SymbolicTensor } from "../../../src/onnx/algebra.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";

/** A small deterministic generator (mulberry32): tests must not depend on the one under test. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface NetworkShape {
  readonly inputs: number;
  readonly widths: readonly number[];
  readonly functions: readonly string[];
  readonly outputs?: number;
  /** Adds a skip connection around the second layer, a product and a maximum of halves of the last hidden layer. */
  readonly isBranched?: boolean;
}

export function randomNetwork(shape: NetworkShape, random: () => number): Network {
  const builder = new NetworkBuilder(shape.inputs);
  let x = builder.inputTensor();
  shape.widths.forEach((width, k) => {
    const z = randomAffine(builder, x, width, random);
    const y = builder.apply(univariateFunction(shape.functions[k % shape.functions.length]), z);
    x = shape.isBranched && k === 1 ? addSkip(builder, y, x, random) : y;
  });
  if (shape.isBranched) x = branches(builder, x);
  return builder.build(randomAffine(builder, x, shape.outputs ?? 1, random));
}

function randomAffine(builder: NetworkBuilder, x: SymbolicTensor, rows: number, random: () => number): SymbolicTensor {
  const columns = x.elements.length;
  const scale = 2 / Math.sqrt(columns);
  const data = Float64Array.from({ length: rows * columns }, () => scale * (2 * random() - 1));
  const bias = Float64Array.from({ length: rows }, () => random() - 0.5);
  return builder.affine([rows], [{ x, matrix: denseMatrix(rows, columns, data) }], { bias });
}

/** y + S x with a sparse S. */
function addSkip(builder: NetworkBuilder, y: SymbolicTensor, x: SymbolicTensor, random: () => number): SymbolicTensor {
  const rows = y.elements.length;
  const columns = x.elements.length;
  const identity = sparseMatrix(
    rows,
    Array.from({ length: rows }, (_, r) => [[r, 1] as const]),
  );
  const skip = sparseMatrix(
    columns,
    Array.from({ length: rows }, (_, r) => [[r % columns, random() - 0.5] as const]),
  );
  const terms = [
    { x: y, matrix: identity },
    { x, matrix: skip },
  ];
  return builder.affine([rows], terms);
}

/** Products, maxima and minima of the two halves, side by side with everything. */
function branches(builder: NetworkBuilder, x: SymbolicTensor): SymbolicTensor {
  const half = x.elements.length >> 1;
  const part = (from: number): SymbolicTensor => ({
    ...x,
    shape: [half],
    elements: x.elements.slice(from, from + half),
  });
  const operations = ["product", "maximum", "minimum"] as const;
  const made = operations.map((operation) => builder.combine(operation, part(0), part(half)));
  const elements = Int32Array.from([x, ...made].flatMap((tensor) => Array.from(tensor.elements)));
  return { ...x, shape: [elements.length], elements };
}

/** Boxes of all the kinds that have broken bounders before, within [-3, 3]. */
export function randomBoxes(inputs: number, random: () => number, count: number): Box[] {
  const widths = [6, 1, 0.1, 1e-3, 1e-8, 0, Number.NaN];
  return Array.from({ length: count }, (_, k) => {
    const width = widths[k % widths.length];
    const lower = new Float64Array(inputs);
    const upper = new Float64Array(inputs);
    for (let i = 0; i < inputs; i++) {
      const span = Number.isNaN(width) ? 0 : width * (k % 3 === 0 ? 1 : random());
      lower[i] = -3 + (6 - span) * random();
      // NaN stands for one unit in the last place.
      upper[i] = Number.isNaN(width) ? lower[i] + 2 ** -52 * Math.abs(lower[i]) : lower[i] + span;
    }
    return { lower, upper };
  });
}

/** Points of a box: centre, two opposite corners, random corners, random inside. */
export function pointsOf(box: Box, random: () => number, count: number): Float64Array[] {
  const { lower, upper } = box;
  const pick = (choose: (i: number) => number) => Float64Array.from(lower, (_, i) => choose(i));
  const clamp = (value: number, i: number) => Math.min(upper[i], Math.max(lower[i], value));
  const points = [pick((i) => clamp(0.5 * (lower[i] + upper[i]), i)), pick((i) => lower[i]), pick((i) => upper[i])];
  while (points.length < count) {
    const isCorner = points.length % 2 === 0;
    points.push(
      pick((i) => {
        const t = isCorner ? Math.round(random()) : random();
        return t === 1 ? upper[i] : clamp(lower[i] + t * (upper[i] - lower[i]), i);
      }),
    );
  }
  return points;
}
