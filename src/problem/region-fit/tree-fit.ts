import { Random } from "../../numeric/random.js";
import type { RegionDefinition } from "../../predictors/convex-regions/definition.js";
import { AffineFit } from "./least-squares.js";
import { splitDirections } from "./split-directions.js";
import { type TrainingData, unscaledModel, unscaledRow } from "./training-data.js";

/** Places that are tried for a split along one direction. */
const PLACES = 24;

interface Leaf {
  readonly points: Int32Array;
  readonly fit: Float64Array;
  /** Of squares. */
  readonly error: number;
  /** Sides of the leaf: row . x <= limit, in scaled units. */
  readonly rows: readonly Side[];
  /** The best split, if one helps. */
  readonly split: Split | null;
}

interface Side {
  readonly row: Float64Array;
  readonly limit: number;
}

interface Split extends Side {
  readonly gain: number;
}

/** What a tree is grown to. */
export interface TreeFitOptions {
  readonly regions: number;
  /** Splits along sums of inputs, too, not only along single ones. */
  readonly isOblique: boolean;
  readonly seed: number;
}

/**
 * A linear model decision tree: the leaf whose split reduces the squared errors most is split next, until there are as many leaves as
 * asked for or none can be split; its leaves are the regions, which fill the box of the data. Every split is chosen by the errors of two
 * affine fits (A. Dobra, J. Gehrke, "SECRET", KDD 2002; B. L. Ammari et al., Comput. Chem. Eng. 178 (2023) 108347).
 */
export function fitTree(data: TrainingData, { regions, isOblique, seed }: TreeFitOptions): RegionDefinition[] {
  const random = new Random(seed);
  const fits: Fits = {
    left: new AffineFit(data.inputs),
    right: new AffineFit(data.inputs),
    whole: new AffineFit(data.inputs),
  };
  const grow = (points: Int32Array, rows: readonly Side[]): Leaf => {
    const fit = new Float64Array(data.inputs + 1);
    const error = fitted(data, points, fits.whole, fit);
    return { points, fit, error, rows, split: bestSplit(data, points, fit, error, fits, isOblique, random) };
  };
  const leaves = [
    grow(
      Int32Array.from({ length: data.count }, (_, i) => i),
      [],
    ),
  ];
  while (leaves.length < regions) {
    let place = -1;
    leaves.forEach(({ split }, k) => {
      if (split !== null && (place < 0 || split.gain > (leaves[place].split?.gain ?? 0))) place = k;
    });
    if (place < 0) break;
    const { points, rows, split } = leaves[place];
    const { row, limit } = split as Split;
    const below = points.filter((i) => product(data, i, row) <= limit);
    const above = points.filter((i) => !(product(data, i, row) <= limit));
    leaves.splice(
      place,
      1,
      grow(below, [...rows, { row, limit }]),
      grow(above, [...rows, { row: row.map((a) => -a), limit: -limit }]),
    );
  }
  return leaves.map(({ fit, rows }) => regionOf(data, fit, rows));
}

interface Fits {
  readonly left: AffineFit;
  readonly right: AffineFit;
  readonly whole: AffineFit;
}

function fitted({ X, y }: TrainingData, points: Int32Array, whole: AffineFit, fit: Float64Array): number {
  whole.clear();
  for (const i of points) whole.add(X, y, i, 1);
  return whole.solve(fit);
}

function bestSplit(
  data: TrainingData,
  points: Int32Array,
  fit: Float64Array,
  error: number,
  fits: Fits,
  isOblique: boolean,
  random: Random,
): Split | null {
  const least = data.inputs + 2;
  if (points.length < 2 * least || !(error > 1e-12 * points.length)) return null;
  const scratch = new Float64Array(data.inputs + 1);
  let best: Split | null = null;
  for (const row of splitDirections(data, points, fit, isOblique, random)) {
    const keys = Float64Array.from(points, (i) => product(data, i, row));
    const order = Int32Array.from(points, (_, k) => k).sort((a, b) => keys[a] - keys[b]);
    fits.left.clear();
    let taken = 0;
    for (let p = 1; p <= PLACES; p++) {
      const end = Math.round(least + ((points.length - 2 * least) * (p - 1)) / (PLACES - 1));
      if (end <= taken) continue;
      for (; taken < end; taken++) fits.left.add(data.X, data.y, points[order[taken]], 1);
      const [low, high] = [keys[order[taken - 1]], keys[order[taken]]];
      if (!(low < high)) continue;
      fits.right.difference(fits.whole, fits.left);
      const gain = error - fits.left.solve(scratch) - fits.right.solve(scratch);
      if (gain > (best?.gain ?? 1e-9 * error)) best = { row, limit: 0.5 * low + 0.5 * high, gain };
    }
  }
  return best;
}

function product({ X, inputs }: TrainingData, i: number, row: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < inputs; j++) sum += row[j] * X[i * inputs + j];
  return sum;
}

/** Sides along one input become sides of a box, in the data's units. */
function regionOf(data: TrainingData, fit: Float64Array, sides: readonly Side[]): RegionDefinition {
  const lower = Array.from(data.lower);
  const upper = Array.from(data.upper);
  const rows: number[][] = [];
  const limits: number[] = [];
  for (const side of sides) {
    const { row, limit } = unscaledRow(data, side.row, side.limit);
    const j = row.findIndex((a) => Math.abs(a) === 1);
    if (j < 0) {
      rows.push(row);
      limits.push(limit);
    } else if (row[j] > 0) upper[j] = Math.min(upper[j], limit);
    else lower[j] = Math.max(lower[j], -limit);
  }
  return { lower, upper, ...(rows.length > 0 && { rows, limits }), ...unscaledModel(data, fit) };
}
