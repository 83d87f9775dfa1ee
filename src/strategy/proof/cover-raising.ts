import type { MilpBackend } from "../../fullspace/backend.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { BRANCHING_DEFAULTS, BranchAndBound } from "../solver/branch-and-bound.js";
import type { RelaxationSolver } from "../solver/relaxation.js";
import type { Cover } from "./cover.js";
import { coverLeaves } from "./cover-making.js";

export interface Raised {
  /** What the cover proves now. */
  readonly bound: number;
  /** A point whose objective is less than what was to be proved; null if none was met. */
  readonly better: Float64Array | null;
}

/** Relative to 1 + |bound|: boxes that are searched get bounds so far above what is enough now, for the next parameters. */
const AMPLE = 5e-4;
const NODES_OF_BOX = 300;

/**
 * Makes a cover of a linear program prove an objective at other parameters: boxes whose stored multipliers do not suffice there get the
 * ones that are best there as well, and are searched where these do not suffice either. What is added stays, so that covers
 * that are raised at some parameters hold over the region that these come from.
 * @param cover of the program
 * @param data of the program
 * @param separates as in `CoverOptions`
 * @param enough the bound that is wanted: the objective of a point at the data, or a little less
 */
export async function raised(
  program: ParametricProgram,
  cover: Cover,
  data: ProgramData,
  enough: number,
  solver: RelaxationSolver,
  backend: MilpBackend,
  timeLimit: number,
  separates = false,
): Promise<Raised> {
  const deadline = performance.now() + 1000 * timeLimit;
  for (let k = 0; k < cover.leaves.length; k++) {
    if (cover.storedBound(k, data, enough) >= enough) continue;
    const { lower, upper } = cover.box(k);
    const left = (deadline - performance.now()) / 1000;
    if (!(left > 0)) break;
    const search = new BranchAndBound({ ...program, lower, upper }, solver);
    const { status, leaves, point } = await search.solve(data, {
      ...BRANCHING_DEFAULTS,
      known: enough,
      tolerance: -AMPLE,
      nodeLimit: NODES_OF_BOX,
      timeLimit: left,
      separates,
    });
    if (status === "failed") break;
    if (point !== null) return { bound: Number.NEGATIVE_INFINITY, better: point };
    const wanted = enough + AMPLE * (1 + Math.abs(enough));
    const parts = await coverLeaves(program, data, leaves, wanted, solver, backend, true);
    if (parts.length === 1) for (const dual of parts[0].duals) cover.add(k, dual);
    else {
      cover.replace(k, parts);
      k += parts.length - 1;
    }
  }
  return { bound: cover.at(data, enough), better: null };
}
