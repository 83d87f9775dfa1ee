import type { MilpBackend } from "../../fullspace/backend.js";
import { type Affine, AffineVector } from "../program/affine-vector.js";
import { instance, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { LinearSolver } from "../solver/linear-solver.js";
import { hasAffineBounds } from "./affine-bound.js";

/** entry x <= side z: what a row asks for of a variable at most, where a binary variable switches it on. */
export interface SwitchedBound {
  readonly variable: number;
  readonly binary: number;
  /** The row whose lower side it is. */
  readonly row: number;
}

/** A program with rows that some optimum meets, so that its minimum over any box of whole numbers is that without them. */
export interface StrengthenedProgram {
  readonly program: ParametricProgram;
  /** Rows whose lower sides must not be negative for this to be so. */
  readonly guarded: Int32Array;
}

const MOST_ROUNDS = 30;
const VIOLATED = 1e-6;

/**
 * Bounds by dual reduction. Let x_j >= 0 be continuous and cost nothing or more, and let r be the only row that a smaller x_j can violate:
 * sum_k a_k x_k >= b with all a_k > 0 and all x_k >= 0. In any feasible point such variables can be reduced until their row r
 * is tight or they are 0: no other row minds, the objective does not grow, no whole number changes, and then a_j x_j <= max(b, 0).
 * Where a second row says that x_j is 0 if a binary z is (c x_j + ... - s z <= 0 with nothing negative in between),
 * a_j x_j <= b z holds for z = 0 and for z = 1, if b >= 0. Fractional z are cut off far more sharply than by the sum.
 */
export function switchedBounds(program: ParametricProgram): SwitchedBound[] {
  if (program.quadratic !== null || !hasAffineBounds(program)) return [];
  const { starts, indices, values, lower, isInteger, linear } = program;
  const n = lower.length;
  const needing = new Int32Array(n).fill(NONE);
  const binary = new Int32Array(n).fill(NONE);
  for (let r = 0; r < program.rowNames.length; r++) {
    const hasLower = program.rowLower.base[r] !== Number.NEGATIVE_INFINITY;
    const hasUpper = program.rowUpper.base[r] !== Number.POSITIVE_INFINITY;
    const switching = switchOf(program, r);
    let isCover = hasLower && !hasUpper;
    for (let e = starts[r]; e < starts[r + 1]; e++) {
      isCover &&= values.base[e] > 0 && lower[indices[e]] >= 0;
    }
    for (let e = starts[r]; e < starts[r + 1]; e++) {
      const j = indices[e];
      if (switching >= 0 && values.base[e] > 0) binary[j] = switching;
      const isNeeded = values.base[e] > 0 ? hasLower : hasUpper;
      if (values.base[e] === 0 || !isNeeded) continue;
      needing[j] = needing[j] === NONE && isCover ? r : SEVERAL;
    }
  }
  const suits = (j: number): boolean =>
    isInteger[j] === 0 && lower[j] === 0 && linear.base[j] >= 0 && needing[j] >= 0 && binary[j] >= 0;
  return [...lower.keys()].filter(suits).map((j) => ({ variable: j, binary: binary[j], row: needing[j] }));
}

const NONE = -1;
const SEVERAL = -2;

/** The binary variable without which everything else in a row is 0; -1 if there is none. */
function switchOf(
  { starts, indices, values, lower, upper, isInteger, rowUpper }: ParametricProgram,
  r: number,
): number {
  if (!(rowUpper.base[r] <= 0) || rowUpper.entries.includes(r)) return NONE;
  let found = NONE;
  for (let e = starts[r]; e < starts[r + 1]; e++) {
    const j = indices[e];
    if (values.base[e] >= 0 && lower[j] >= 0) continue;
    if (found !== NONE || isInteger[j] === 0 || lower[j] !== 0 || upper[j] !== 1) return NONE;
    found = j;
  }
  return found;
}

/** The program with some of its switched bounds as rows. */
export function strengthened(program: ParametricProgram, bounds: readonly SwitchedBound[]): StrengthenedProgram {
  const indices = [...program.indices];
  const starts = [...program.starts];
  const entries: Affine[] = [];
  for (const { variable, binary, row } of bounds) {
    indices.push(variable, binary);
    starts.push(indices.length);
    entries.push({ constant: entryOf(program, variable, row), terms: [] }, negativeSide(program.rowLower, row));
  }
  const sides = (constant: number): AffineVector =>
    new AffineVector(bounds.map(({ row }) => row).map(() => ({ constant, terms: [] })));
  return {
    guarded: Int32Array.from(new Set(bounds.map(({ row }) => row))),
    program: {
      ...program,
      rowNames: [...program.rowNames, ...bounds.map(({ variable }) => `${program.variableNames[variable]} switched`)],
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: program.values.followedBy(new AffineVector(entries)),
      rowLower: program.rowLower.followedBy(sides(Number.NEGATIVE_INFINITY)),
      rowUpper: program.rowUpper.followedBy(sides(0)),
    },
  };
}

function entryOf({ starts, indices, values }: ParametricProgram, variable: number, row: number): number {
  let sum = 0;
  for (let e = starts[row]; e < starts[row + 1]; e++) if (indices[e] === variable) sum += values.base[e];
  return sum;
}

function negativeSide({ base, entries, parameters, coefficients }: AffineVector, row: number): Affine {
  const own = [...entries.keys()].filter((k) => entries[k] === row);
  return { constant: -base[row], terms: own.map((k) => [parameters[k], -coefficients[k]] as const) };
}

/**
 * The switched bounds that cut relaxations off: at the parameters, and with each of the binary variables that is fractional there at 0 and at 1.
 */
export async function cuttingBounds(
  program: ParametricProgram,
  theta: Float64Array,
  backend: MilpBackend,
): Promise<SwitchedBound[]> {
  const all = switchedBounds(program);
  const data = instance(program, theta);
  const chosen = new Set<SwitchedBound>();
  for (let round = 0; all.length > 0 && round < MOST_ROUNDS; round++) {
    const before = chosen.size;
    const { program: stronger } = strengthened(program, [...chosen]);
    const solver = new LinearSolver(stronger, backend);
    const moved = instance(stronger, theta);
    const cut = async (lower: Float64Array, upper: Float64Array): Promise<Float64Array | null> => {
      const { status, point } = await solver.solve(moved, lower, upper);
      if (status !== "optimal") return null;
      for (const bound of all) if (isViolated(bound, program, data, point)) chosen.add(bound);
      return point;
    };
    const point = await cut(program.lower, program.upper);
    if (point !== null && chosen.size === before) {
      for (const z of new Set(all.map(({ binary }) => binary))) {
        if (Math.abs(point[z] - Math.round(point[z])) <= VIOLATED) continue;
        for (const value of [0, 1]) {
          await cut(program.lower.with(z, value), program.upper.with(z, value));
        }
      }
    }
    await solver.dispose();
    if (chosen.size === before) break;
  }
  return [...chosen];
}

function isViolated(
  { variable, binary, row }: SwitchedBound,
  program: ParametricProgram,
  data: ProgramData,
  point: Float64Array,
): boolean {
  const side = data.rowLower[row];
  return entryOf(program, variable, row) * point[variable] > side * point[binary] + VIOLATED * (1 + Math.abs(side));
}
