import { InputError } from "../problem/input-error.js";
import type { Problem } from "../problem/problem.js";
import { sweptBounds } from "./element-bounds.js";
import { completeFullSpaceOptions, type FullSpaceOptions } from "./options.js";
import { programOf, written } from "./program.js";
import { BOTH } from "./side.js";

export type ChosenEngine = "reduced" | "highs" | "both";

/** Up to so many variables the search in reduced space was faster on every instance of docs/reduced-vs-full.md. */
const FEW_VARIABLES = 4;
/** From so many variables on, and with up to so many binaries, the solver was faster on every one. */
const MANY_VARIABLES = 16;
const FEW_INTEGERS = 26;
/** Trees on up to so many features: the search was faster on all of them. */
const FEW_FEATURES = 10;

/**
 * Which engine to run, by what the study in docs/reduced-vs-full.md shows: a branch and bound over the variables suffers from their
 * number, one over binaries from the number of neurons. "both" where it does not tell. Whatever has smooth functions that are not
 * convex where it matters, or models that are no rows, goes to the search.
 */
export function chosenEngine(problem: Problem, options: FullSpaceOptions = {}): ChosenEngine {
  const { search, formulation } = completeFullSpaceOptions(options);
  if (problem.size <= FEW_VARIABLES) return "reduced";
  const program = programOf(problem, search.feasibilityTolerance);
  const { layers } = program.network;
  if (program.isEmpty) return "reduced";
  if (layers.some((layer) => layer.kind === "model")) {
    const isTrees = layers.every((layer) => layer.kind !== "model" || layer.model.family === "tree-ensemble");
    return isTrees && problem.size > FEW_FEATURES ? "both" : "reduced";
  }
  const bounds = sweptBounds(program.network, program.box, "backward");
  if (bounds === null) return "reduced";
  try {
    const { model, encoding } = written(program, bounds, formulation);
    // Without whole numbers it is a linear or convex program, and the solver's multipliers prove its optimum.
    if (model.size.integers === 0) return "highs";
    if (encoding.assembly.enclosures.some(({ side }) => side === BOTH)) return "reduced";
    return problem.size >= MANY_VARIABLES && model.size.integers <= FEW_INTEGERS ? "highs" : "both";
  } catch (error) {
    if (error instanceof InputError) return "reduced";
    throw error;
  }
}
