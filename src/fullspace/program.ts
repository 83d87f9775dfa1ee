import type { Box } from "../numeric/box.js";
import { copyBox } from "../numeric/box.js";
import type { Network } from "../predictors/network/network.js";
import type { Problem } from "../problem/problem.js";
import { elementName } from "../problem/variable.js";
import { boundedProblem } from "../search/bounded-problem.js";
import { roundInward } from "../search/integrality.js";
import type { Breakpoints } from "./assembly.js";
import type { ElementBounds } from "./element-bounds.js";
import { type Encoding, encode } from "./encoding.js";
import type { Formulation } from "./formulation.js";
import { markImpliedIntegers } from "./implied-integers.js";
import { MilpModel } from "./milp-model.js";

/** A problem ready to be written as a mixed-integer linear program: one network, its box, its rows. */
export interface Program {
  readonly name: string;
  readonly network: Network;
  /** Integer variables have whole bounds. */
  readonly box: Box;
  /** No integer lies within some integer variable's bounds. */
  readonly isEmpty: boolean;
  readonly isInteger: Uint8Array | null;
  readonly names: readonly string[];
  /** Sides of the outputs 1, 2, …, moved outward by the tolerance: what counts as feasible is inside. */
  readonly rows: { readonly lower: Float64Array; readonly upper: Float64Array };
}

export function programOf(problem: Problem, feasibilityTolerance: number): Program {
  const box = copyBox(problem.box);
  const isInteger = problem.isInteger.includes(1) ? problem.isInteger : null;
  const { network, rows } = boundedProblem(problem, feasibilityTolerance);
  return {
    name: problem.name,
    network,
    box,
    isEmpty: isInteger !== null && !roundInward(box, isInteger),
    isInteger,
    names: problem.variables.flatMap((variable) =>
      Array.from({ length: variable.size }, (_, element) => elementName(variable, element)),
    ),
    rows: rows ?? { lower: new Float64Array(0), upper: new Float64Array(0) },
  };
}

/** The whole program, its implied integers marked. @throws InputError for what cannot be written */
export function written(
  program: Program,
  bounds: ElementBounds,
  formulation: Formulation,
  breakpoints: Breakpoints = new Map(),
): { readonly model: MilpModel; readonly encoding: Encoding } {
  const model = new MilpModel(program.name);
  const encoding = encode(program.network, bounds, model, { ...program, formulation, breakpoints });
  markImpliedIntegers(model);
  return { model, encoding };
}
