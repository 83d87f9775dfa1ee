import type { MilpBackend } from "../fullspace/backend.js";
import { Recovery } from "./online/recovery.js";
import { hasIntegers, instance, objectiveAt, type ParametricProgram } from "./program/parametric-program.js";
import { hasAffineBounds } from "./proof/affine-bound.js";
import type { Cover } from "./proof/cover.js";
import { boxSolver, COVER_DEFAULTS, type CoverOptions, coverAt } from "./proof/cover-making.js";
import { raised } from "./proof/cover-raising.js";
import { cuttingBounds, type StrengthenedProgram, type SwitchedBound, strengthened } from "./proof/switched-bounds.js";
import { type Tangents, tangentProgram, tangentsAt } from "./proof/tangent-program.js";
import type { LabelledDraws } from "./sampling/pruning.js";
import { LinearSolver } from "./solver/linear-solver.js";
import { ParametricSolver } from "./solver/parametric-solver.js";
import type { RelaxationSolver } from "./solver/relaxation.js";
import type { Strategy } from "./strategy.js";

/** What the proofs of answers with whole numbers rest on. */
export interface PreparedProofs {
  /** Per strategy, the same one for strategies with the same whole numbers; null where there is none. */
  readonly covers: readonly (Cover | null)[];
  /** Where the quadratic objective was linearized for them; null where it was not. */
  readonly tangents: readonly Tangents[] | null;
  /** By which rows the program was strengthened for them. */
  readonly switched: readonly SwitchedBound[];
}

/** The program that covers are made for. */
export function coveredProgram(
  program: ParametricProgram,
  { tangents, switched }: Pick<PreparedProofs, "tangents" | "switched">,
): StrengthenedProgram {
  if (switched.length > 0) return strengthened(program, switched);
  return {
    program: tangents === null ? program : tangentProgram(program, tangents),
    guarded: new Int32Array(0),
  };
}

export interface PreparationOptions {
  readonly cover: CoverOptions;
  /** Covers are made for so many different whole numbers, the most frequent ones first. */
  readonly mostCovers: number;
  /** Seconds after which no further cover is begun, or raised. */
  readonly coverTimeLimit: number;
  readonly listener?: ((line: string) => void) | undefined;
}

export const PREPARATION_DEFAULTS: PreparationOptions = {
  cover: COVER_DEFAULTS,
  mostCovers: 50,
  coverTimeLimit: Number.POSITIVE_INFINITY,
};

/** Draws at which tangents are placed. */
const SOME_DRAWS = 200;
/** Covers are raised to draws until so many in a row need nothing. */
const CALM = 300;
/** Covers that so many draws needed more of are made anew, with boxes of their own for whole optima: the relaxations' multipliers change from draw to draw there. */
const RESTLESS = 400;
/** Whole numbers of a smaller share of the draws do with the cover of the most frequent strategy, raised to their draws. */
const LEAST_SHARE = 0.1;
/** How far above the optimum boxes of covers that are raised are split at first, relative to 1 + |optimum|: raising splits those that draws need. */
const RAISED_MARGIN = 5e-4;
/** Relative gaps that covers are raised to, the next one where the first cannot be had: parts of what an answer needs in order to count as proved, above what tangents lose. */
const RAISED_GAPS = { linear: [2e-5], quadratic: [5e-5, 8e-5] };

/** Makes covers, and raises those over linear programs to the draws. */
export async function preparedProofs(
  program: ParametricProgram,
  { strategies, inputs, labels }: Pick<LabelledDraws, "strategies" | "inputs" | "labels">,
  backend: MilpBackend,
  options: PreparationOptions = PREPARATION_DEFAULTS,
): Promise<PreparedProofs> {
  const covers: (Cover | null)[] = strategies.map(() => null);
  if (!needsCovers(program)) return { covers, tangents: null, switched: [] };
  const begun = performance.now();
  const left = (): number => options.coverTimeLimit - (performance.now() - begun) / 1000;
  const isAffine = hasAffineBounds(program);
  const tangents = isAffine ? tangentsAt(program, optimaAt(program, strategies, inputs, labels)) : null;
  const switched = await cuttingBounds(program, typical(inputs, labels, 0), backend);
  const { program: covered, guarded } = coveredProgram(program, { tangents, switched });
  // The many rows of tangents and switched bounds make a dense tableau slow.
  const solver =
    switched.length > 0 || tangents !== null
      ? new LinearSolver(covered, backend)
      : boxSolver(covered, new ParametricSolver(program, backend).relaxations);
  const canBeRaised = isAffine && covered.quadratic === null;
  const cover = canBeRaised
    ? { ...options.cover, margin: Math.min(options.cover.margin, RAISED_MARGIN) }
    : options.cover;
  const shares = new Map<string, number>();
  labels.forEach((label) => {
    const whole = strategies[label].integers.join();
    shares.set(whole, (shares.get(whole) ?? 0) + 1 / labels.length);
  });
  const makeCovers = async (separates: boolean): Promise<void> => {
    const byWhole = new Map<string, Cover | null>();
    for (let k = 0; k < strategies.length; k++) {
      const whole = strategies[k].integers.join();
      if (k > 0 && canBeRaised && (shares.get(whole) ?? 0) < LEAST_SHARE) {
        covers[k] = covers[0];
        continue;
      }
      if (!byWhole.has(whole) && byWhole.size < options.mostCovers && left() > 0) {
        const theta = typical(inputs, labels, k);
        const wanted = { ...cover, separates };
        const made = await coverAt(covered, theta, strategies[k].integers, solver, backend, wanted, guarded);
        byWhole.set(whole, made);
        options.listener?.(`strategy ${k + 1}: proof in ${made?.leaves.length ?? 0} boxes`);
      }
      covers[k] = byWhole.get(whole) ?? covers[k];
    }
  };
  await makeCovers(false);
  const recovery = new Recovery(program, strategies);
  let count = 0;
  let separates = false;
  for (let k = 0, calm = 0; canBeRaised && k < inputs.length && calm < CALM && left() > 0; k++, calm++) {
    const known = covers[labels[k]];
    if (known === null) continue;
    const data = instance(program, inputs[k]);
    const objective = objectiveAt(program, data, recovery.pointOf(labels[k], data));
    if (!(await raisedTo(program, covered, known, inputs[k], objective, solver, backend, left(), separates))) continue;
    count++;
    calm = 0;
    if (count < RESTLESS || separates) continue;
    separates = true;
    count = 0;
    k = -1;
    await makeCovers(separates);
  }
  if (count > 0) options.listener?.(`proofs raised to ${count} draws`);
  if (solver instanceof LinearSolver) await solver.dispose();
  return { covers, tangents, switched };
}

/**
 * Raises a cover so that it proves an objective at some parameters. False where there was nothing to do.
 * @param covered what the cover is of
 */
export async function raisedTo(
  program: ParametricProgram,
  covered: ParametricProgram,
  cover: Cover,
  theta: Float64Array,
  objective: number,
  solver: RelaxationSolver,
  backend: MilpBackend,
  timeLimit: number,
  separates = false,
): Promise<boolean> {
  const gaps = program.quadratic === null ? RAISED_GAPS.linear : RAISED_GAPS.quadratic;
  const data = instance(covered, theta);
  const least = objective - gaps[gaps.length - 1] * Math.abs(objective);
  if (cover.at(data, least) >= least) return false;
  for (const gap of gaps) {
    const enough = objective - gap * Math.abs(objective);
    const { better } = await raised(covered, cover, data, enough, solver, backend, timeLimit, separates);
    if (better === null) break;
  }
  return true;
}

/**
 * Linear programs whose matrix or costs depend on parameters are proved by branch and bound at the query: multipliers go stale
 * as these change.
 */
function needsCovers(program: ParametricProgram): boolean {
  return hasIntegers(program) && (program.quadratic !== null || hasAffineBounds(program));
}

/** Optima of some draws. */
function optimaAt(
  program: ParametricProgram,
  strategies: readonly Strategy[],
  inputs: readonly Float64Array[],
  labels: Int32Array,
): Float64Array[] {
  const recovery = new Recovery(program, strategies);
  const some = inputs.slice(0, SOME_DRAWS);
  return some.map((theta, k) => recovery.pointOf(labels[k], instance(program, theta)).slice());
}

/** The draw of a strategy that is closest to the mean of its draws. */
function typical(inputs: readonly Float64Array[], labels: Int32Array, strategy: number): Float64Array {
  const own = inputs.filter((_, k) => labels[k] === strategy);
  const mean = own[0].map((_, j) => own.reduce((sum, theta) => sum + theta[j], 0) / own.length);
  const distance = (theta: Float64Array): number => theta.reduce((sum, value, j) => sum + (value - mean[j]) ** 2, 0);
  return own.reduce((best, theta) => (distance(theta) < distance(best) ? theta : best));
}
