import type { MilpBackend } from "../../fullspace/backend.js";
import { instance, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { BRANCHING_DEFAULTS, BranchAndBound, type Leaf } from "../solver/branch-and-bound.js";
import type { RelaxationSolver } from "../solver/relaxation.js";
import { TableauSolver } from "../solver/tableau-solver.js";
import { TieBreaking } from "../solver/tie-breaking.js";
import { type Strategy, strategyAt } from "../strategy.js";
import { hasAffineBounds } from "./affine-bound.js";
import { Cover, type CoverLeaf, relaxationOver } from "./cover.js";
import { ElasticProgram } from "./elastic-program.js";

export interface CoverOptions {
  /** Boxes are split until their bounds are this far above the optimum, relative to 1 + |optimum|: room for other parameters. */
  readonly margin: number;
  readonly nodeLimit: number;
  /** Seconds for splitting; what is not split then keeps its bound. */
  readonly timeLimit: number;
  /** Whether whole optima get boxes of their own: more boxes, whose multipliers do for more parameters. */
  readonly separates: boolean;
}

export const COVER_DEFAULTS: CoverOptions = { margin: 0.003, nodeLimit: 6000, timeLimit: 30, separates: false };

/** Of a dense tableau: 100 MB. */
const MOST_ENTRIES = 1.25e7;

/** A cover made at the given parameters, with the strategy's whole numbers to start from. Null if the search fails there. */
export async function coverAt(
  program: ParametricProgram,
  theta: Float64Array,
  hint: Float64Array,
  solver: RelaxationSolver,
  backend: MilpBackend,
  { margin, nodeLimit, timeLimit, separates }: CoverOptions = COVER_DEFAULTS,
  guarded: Int32Array = new Int32Array(0),
): Promise<Cover | null> {
  const data = instance(program, theta);
  const search = new BranchAndBound(program, solver);
  const options = { ...BRANCHING_DEFAULTS, tolerance: -margin, nodeLimit, timeLimit, separates, hints: [hint] };
  const { status, objective, leaves } = await search.solve(data, options);
  if (status === "failed" || status === "infeasible") return null;
  const wanted = objective + margin * (1 + Math.abs(objective));
  const isAffine = hasAffineBounds(program) || guarded.length > 0;
  return new Cover(program, await coverLeaves(program, data, leaves, wanted, solver, backend, isAffine), guarded);
}

/**
 * Boxes of a search with the multipliers that prove most.
 * @param wanted how high the bound over empty boxes shall be
 * @param isAffine whether multipliers stay good at other parameters
 */
export async function coverLeaves(
  program: ParametricProgram,
  data: ProgramData,
  leaves: readonly Leaf[],
  wanted: number,
  solver: RelaxationSolver,
  backend: MilpBackend,
  isAffine: boolean,
): Promise<CoverLeaf[]> {
  const elastic = new ElasticProgram(program, backend);
  const kept: CoverLeaf[] = [];
  for (const leaf of leaves) {
    const isEmpty = leaf.dual.multipliers.every((y) => y === 0) && leaf.dual.anchor === null;
    const proof = isEmpty ? await elastic.emptiness(data, leaf.lower, leaf.upper, wanted) : null;
    const duals = [proof ?? leaf.dual];
    const changes = changesOf(program, leaf);
    if (program.quadratic === null && isAffine) {
      // A vertex keeps its multipliers while only sides of rows change: there is no system to be solved again.
      const multipliers = isEmpty ? null : await multipliersOver(program, leaf, data, solver);
      if (multipliers !== null) duals.push({ multipliers, anchor: null });
      kept.push({ changes, duals, tight: null });
    } else kept.push({ changes, duals, tight: isEmpty ? null : await tightOver(program, leaf, data, solver) });
  }
  await elastic.dispose();
  return kept;
}

/** The multipliers over the box, ties between rows broken. */
async function multipliersOver(
  program: ParametricProgram,
  { lower, upper }: Leaf,
  data: ProgramData,
  solver: RelaxationSolver,
): Promise<Float64Array | null> {
  const { rowLower, rowUpper } = new TieBreaking(program).everywhere(data);
  const { status, multipliers } = await solver.solve({ ...data, rowLower, rowUpper }, lower, upper);
  return status === "optimal" ? multipliers : null;
}

/** What solves the boxes of a cover fastest: linear programs in this thread, others as given. */
export function boxSolver(program: ParametricProgram, others: RelaxationSolver): RelaxationSolver {
  const entries = program.lower.length * program.rowNames.length;
  return program.quadratic === null && entries <= MOST_ENTRIES ? new TableauSolver(program) : others;
}

/** What is tight at the optimum over the box, ties broken. */
async function tightOver(
  program: ParametricProgram,
  { lower, upper }: Leaf,
  data: ProgramData,
  solver: RelaxationSolver,
): Promise<Strategy | null> {
  const relaxation = relaxationOver(program, lower, upper);
  const ties = new TieBreaking(relaxation);
  const moved = ties.everywhere(data);
  const fixedLower = ties.lower.map((low, j) => (lower[j] === upper[j] ? lower[j] : low));
  const fixedUpper = ties.upper.map((high, j) => (lower[j] === upper[j] ? upper[j] : high));
  const { status, point } = await solver.solve(moved, fixedLower, fixedUpper);
  return status === "optimal" ? strategyAt(relaxation, moved, fixedLower, fixedUpper, point) : null;
}

function changesOf(program: ParametricProgram, { lower, upper }: Leaf): [number, number, number][] {
  return Array.from(lower.keys())
    .filter((j) => lower[j] !== program.lower[j] || upper[j] !== program.upper[j])
    .map((j) => [j, lower[j], upper[j]]);
}
