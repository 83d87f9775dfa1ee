/** Instances of convex regions that fill [-1, 1]^n: cells of a random tree, and tangent planes of a smooth function with many minima. */
import { Random } from "../dist/numeric/random.js";
import { ConvexRegions } from "../dist/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../dist/predictors/convex-regions/region-set.js";

interface Cell {
  readonly lower: number[];
  readonly upper: number[];
  readonly rows: number[][];
  readonly limits: number[];
  /** Points inside. */
  readonly points: number[][];
}

/** Points by which a cell is known while it is cut. */
const POINTS = 24;

export function regionsInstance(inputs: number, regions: number, isOblique: boolean, seed: number): ConvexRegions {
  const random = new Random(seed);
  const shift = Array.from({ length: inputs }, () => random.between(-0.5, 0.5));
  const point = (): number[] => Array.from({ length: inputs }, () => random.between(-1, 1));
  const whole: Cell = {
    lower: Array(inputs).fill(-1),
    upper: Array(inputs).fill(1),
    rows: [],
    limits: [],
    points: Array.from({ length: POINTS * regions }, point),
  };
  let cells = [whole];
  while (cells.length < regions) {
    const largest = cells.reduce((best, cell) => (cell.points.length > best.points.length ? cell : best));
    cells = [...cells.filter((cell) => cell !== largest), ...halves(largest, isOblique, random)];
  }
  return new ConvexRegions(
    new RegionSet({ inputs, regions: cells.map(({ points, ...cell }) => ({ ...cell, ...tangent(points, shift) })) }),
  );
}

/** Both sides of the median of the cell's points along a direction: an input, or three of them mixed. */
function halves(cell: Cell, isOblique: boolean, random: Random): Cell[] {
  const { lower, upper, rows, limits, points } = cell;
  const n = lower.length;
  const row: number[] = Array(n).fill(0);
  const main = random.below(n);
  row[main] = 1;
  if (isOblique) for (let k = 0; k < 2; k++) row[random.below(n)] += random.between(-0.7, 0.7);
  const key = (x: readonly number[]): number => row.reduce((sum, a, j) => sum + a * x[j], 0);
  const keys = points.map(key).sort((a, b) => a - b);
  const half = keys.length >> 1;
  const at = 0.5 * (keys[half - 1] + keys[half]);
  const below = points.filter((x) => key(x) <= at);
  const above = points.filter((x) => key(x) > at);
  if (!isOblique) {
    const ends = (list: number[]): number[] => list.map((end, j) => (j === main ? at : end));
    return [
      { ...cell, upper: ends(upper), points: below },
      { ...cell, lower: ends(lower), points: above },
    ];
  }
  const opposite = row.map((a) => -a);
  return [
    { ...cell, rows: [...rows, row], limits: [...limits, at], points: below },
    { ...cell, rows: [...rows, opposite], limits: [...limits, -at], points: above },
  ];
}

/** The tangent plane, at the mean of the points, of sum (x_j - s_j)^2 + cos(4 (x_j + x_(j+1)) - s_j) / 2. */
function tangent(points: readonly (readonly number[])[], shift: readonly number[]) {
  const n = shift.length;
  const at = shift.map((_, j) => points.reduce((sum, x) => sum + x[j] / points.length, 0));
  const slopes: number[] = Array(n).fill(0);
  let constant = 0;
  for (let j = 0; j < n; j++) {
    const next = (j + 1) % n;
    const phase = 4 * (at[j] + at[next]) - shift[j];
    constant += (at[j] - shift[j]) ** 2 + 0.5 * Math.cos(phase);
    slopes[j] += 2 * (at[j] - shift[j]) - 2 * Math.sin(phase);
    slopes[next] -= 2 * Math.sin(phase);
  }
  constant -= slopes.reduce((sum, slope, j) => sum + slope * at[j], 0);
  return { constant, slopes };
}
