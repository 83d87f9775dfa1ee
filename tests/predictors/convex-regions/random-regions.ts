import { Random } from "../../../src/numeric/random.js";
import type { RegionsDefinition, SquareDefinition } from "../../../src/predictors/convex-regions/definition.js";

export interface RegionChoices {
  readonly inputs: number;
  readonly regions: number;
  readonly kind: "boxes" | "oblique" | "scattered";
  /** Models with squares. */
  readonly isCurved?: boolean;
  readonly seed: number;
}

/**
 * Random regions in [-1, 1]^n. `boxes` and `oblique`: the cells of a random tree, which fill that box and share facets; `scattered`:
 * polytopes that overlap and leave holes.
 */
export function randomRegions({ inputs, regions, kind, isCurved = false, seed }: RegionChoices): RegionsDefinition {
  const random = new Random(seed);
  const model = () => randomModel(random, inputs, isCurved);
  if (kind === "scattered") {
    return { inputs, regions: Array.from({ length: regions }, () => ({ ...scattered(random, inputs), ...model() })) };
  }
  let cells: Cell[] = [{ lower: Array(inputs).fill(-1), upper: Array(inputs).fill(1), rows: [], limits: [] }];
  while (cells.length < regions) {
    const [cell, ...rest] = cells;
    cells = [...rest, ...halves(cell, kind === "oblique", random)];
  }
  return {
    inputs,
    regions: cells.map(({ lower, upper, rows, limits }) => ({ lower, upper, rows, limits, ...model() })),
  };
}

interface Cell {
  readonly lower: number[];
  readonly upper: number[];
  readonly rows: readonly (readonly number[])[];
  readonly limits: readonly number[];
}

function halves(cell: Cell, isOblique: boolean, random: Random): Cell[] {
  const { lower, upper, rows, limits } = cell;
  if (!isOblique) {
    const j = random.below(lower.length);
    const at = random.between(0.6 * lower[j] + 0.4 * upper[j], 0.4 * lower[j] + 0.6 * upper[j]);
    const withEnd = (ends: number[]) => ends.map((end, k) => (k === j ? at : end));
    return [
      { ...cell, upper: withEnd(upper) },
      { ...cell, lower: withEnd(lower) },
    ];
  }
  const row = lower.map(() => random.normal());
  const through = inside(cell, random);
  const limit = row.reduce((sum, a, j) => sum + a * through[j], 0);
  return [
    { ...cell, rows: [...rows, row], limits: [...limits, limit] },
    { ...cell, rows: [...rows, row.map((a) => -a)], limits: [...limits, -limit] },
  ];
}

function inside({ lower, upper, rows, limits }: Cell, random: Random): number[] {
  let x: number[] = [];
  for (let tries = 0; tries < 2000; tries++) {
    x = lower.map((low, j) => random.between(low, upper[j]));
    if (rows.every((row, i) => row.reduce((sum, a, j) => sum + a * x[j], 0) < limits[i])) return x;
  }
  return x;
}

function scattered(random: Random, inputs: number) {
  const centre = Array.from({ length: inputs }, () => random.between(-0.8, 0.8));
  const radius = random.between(0.2, 0.6);
  const rows = Array.from({ length: inputs + 1 }, () => Array.from({ length: inputs }, () => random.normal()));
  const limits = rows.map(
    (row) => row.reduce((sum, a, j) => sum + a * centre[j], 0) + random.between(0.3, 1) * radius * Math.hypot(...row),
  );
  return { lower: centre.map((c) => c - radius), upper: centre.map((c) => c + radius), rows, limits };
}

function randomModel(random: Random, inputs: number, isCurved: boolean) {
  const vector = () => Array.from({ length: inputs }, () => random.normal());
  const squares: SquareDefinition[] | undefined = isCurved
    ? Array.from({ length: 2 }, () => ({ row: vector(), offset: random.normal() }))
    : undefined;
  return { constant: random.normal(), slopes: vector(), ...(squares && { squares }) };
}

/** The same regions where every input is shift + factor * (what it was), up to rounding. */
export function stretched(definition: RegionsDefinition, factor: number, shift: number): RegionsDefinition {
  const row = (a: readonly number[]): number[] => a.map((value) => value / factor);
  const offset = (a: readonly number[]): number => (a.reduce((sum, value) => sum + value, 0) * shift) / factor;
  const ends = (list: readonly (number | null)[] = []) => list.map((end) => shift + factor * (end as number));
  return {
    ...definition,
    regions: definition.regions.map(({ lower, upper, rows = [], limits = [], constant, slopes, squares = [] }) => ({
      lower: ends(lower),
      upper: ends(upper),
      rows: rows.map(row),
      limits: limits.map((limit, i) => limit + offset(rows[i])),
      constant: constant - offset(slopes),
      slopes: row(slopes),
      squares: squares.map((square) => ({ row: row(square.row), offset: square.offset - offset(square.row) })),
    })),
  };
}
