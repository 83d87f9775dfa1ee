import { type Box, box } from "../../../../src/numeric/box.js";
import type { Random } from "../../../../src/numeric/random.js";
import { Cells } from "../../../../src/predictors/tree-ensemble/bound/cells.js";
import { Ranks } from "../../../../src/predictors/tree-ensemble/ranks.js";
import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";

export interface TreesShape {
  readonly features: number;
  readonly trees: number;
  readonly depth: number;
  readonly outputs?: number;
  readonly aggregate?: Trees["aggregate"];
  /** Orders of magnitude over which leaf values vary. */
  readonly decades?: number;
}

/** Trees whose thresholds are few, so that features share them; leaf values may be of very different sizes. */
export function randomTrees(random: Random, shape: TreesShape): Trees {
  const { features, depth, outputs = 1, aggregate = "sum", decades = 3 } = shape;
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const values: number[] = [];
  const grow = (level: number, low: number[], high: number[]): number => {
    const node = feature.length;
    const j = random.below(features);
    const cut = low[j] + 1 + random.below(Math.max(1, high[j] - low[j] - 1));
    const t = Math.fround(0.37 * cut + 0.1);
    const isLeaf = level === 0 || random.uniform() < 0.15 || !(low[j] < cut && cut < high[j]);
    feature.push(isLeaf ? -1 : j);
    threshold.push(isLeaf ? 0 : t);
    left.push(-1);
    right.push(-1);
    for (let o = 0; o < outputs; o++) values.push(isLeaf ? random.normal() * 10 ** random.below(decades) : 0);
    if (isLeaf) return node;
    left[node] = grow(level - 1, low, high.with(j, cut));
    right[node] = grow(level - 1, low.with(j, cut), high);
    return node;
  };
  const corner = (k: number) => new Array<number>(features).fill(k);
  const roots = Array.from({ length: shape.trees }, () => grow(depth, corner(-3), corner(3)));
  return {
    features,
    outputs,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    values: Float64Array.from(values),
    base: Float64Array.from({ length: outputs }, () => random.normal()),
    aggregate,
  };
}

export function cellsOf(trees: Trees): Cells {
  return new Cells(trees, new Ranks(trees));
}

export function randomBox(random: Random, features: number, isInteger: Uint8Array | null = null): Box {
  const ends = Array.from({ length: features }, (_, j) => {
    const pair = [random.between(-1.5, 1.5), random.between(-1.5, 1.5)];
    return isInteger?.[j] ? pair.map((x) => Math.round(x)) : pair;
  });
  return box(
    ends.map((pair) => Math.min(...pair)),
    ends.map((pair) => Math.max(...pair)),
  );
}

/** Of each feature's cells the smallest and largest number in the box: where an affine function is least is among them. */
export function cornersOfCells(cells: Cells, { lower, upper }: Box): number[][] {
  return Array.from(lower, (low, j) => {
    const points = new Set<number>();
    for (let c = cells.cellOf(j, low); c <= cells.cellOf(j, upper[j]); c++) {
      points.add(Math.max(low, cells.firstPoint(j, c))).add(Math.min(upper[j], cells.lastPoint(j, c)));
    }
    return [...points];
  });
}

/** One point of each of a feature's cells, where its slope is best; all integers of an integer feature. */
export function bestOfCells(
  cells: Cells,
  { lower, upper }: Box,
  slopes: Float64Array | null,
  isInteger: Uint8Array | null,
): number[][] {
  return Array.from(lower, (low, j) => {
    const points: number[] = [];
    if (isInteger?.[j]) {
      for (let x = Math.ceil(low); x <= upper[j]; x++) points.push(x);
      return points;
    }
    for (let c = cells.cellOf(j, low); c <= cells.cellOf(j, upper[j]); c++) {
      const isFirst = slopes === null || slopes[j] > 0;
      points.push(isFirst ? Math.max(low, cells.firstPoint(j, c)) : Math.min(upper[j], cells.lastPoint(j, c)));
    }
    return points;
  });
}

export function* combinations(choices: readonly (readonly number[])[]): Generator<number[]> {
  const index = choices.map(() => 0);
  if (choices.some(({ length }) => length === 0)) return;
  for (;;) {
    yield index.map((k, j) => choices[j][k]);
    let j = 0;
    while (j < index.length && ++index[j] === choices[j].length) index[j++] = 0;
    if (j === index.length) return;
  }
}
