import { ProblemList, quote } from "../problem/input-error.js";
import { type CompleteOptions, completeOptions, type SolveOptions } from "../search/options.js";
import { DEFAULT_FORMULATION, type Formulation } from "./formulation.js";

/** The choices of a formulation, by option. */
export const FORMULATION_CHOICES = {
  relu: ["big-m", "partition", "ideal"],
  split: ["equal-size", "equal-range"],
  trees: ["misic", "linked-leaf"],
  regions: ["big-m", "hull"],
  quadratic: ["hessian", "tangents", "pieces"],
  elementBounds: ["interval", "forward", "backward", "lp", "milp"],
} as const satisfies { [K in keyof Formulation]?: readonly Formulation[K][] };

/** How a problem is solved in full space; everything has a default. */
export interface FullSpaceOptions extends SolveOptions {
  readonly formulation?: { readonly [K in keyof Formulation]?: Formulation[K] | undefined } | undefined;
}

export interface CompleteFullSpaceOptions {
  readonly search: CompleteOptions;
  readonly formulation: Formulation;
}

/** The options with defaults filled in. @throws InputError listing every unusable one */
export function completeFullSpaceOptions({ formulation = {}, ...search }: FullSpaceOptions): CompleteFullSpaceOptions {
  const problems = new ProblemList();
  const complete = problems.collect("", () => completeOptions(search));
  const given = Object.fromEntries(Object.entries(formulation).filter(([, value]) => value !== undefined));
  const chosen = { ...DEFAULT_FORMULATION, ...given } as Formulation;
  for (const [name, known] of Object.entries(FORMULATION_CHOICES)) {
    const value = chosen[name as keyof typeof FORMULATION_CHOICES];
    if (!(known as readonly string[]).includes(value)) {
      problems.add(`option ${name}: ${quote(value)} is unknown; known are ${known.join(", ")}`);
    }
  }
  for (const name of ["parts", "pieces"] as const) {
    const value = chosen[name];
    if (!Number.isSafeInteger(value) || value < 1 || value > 1000) {
      problems.add(`option ${name}: ${quote(value)} is not a whole number from 1 to 1000`);
    }
  }
  problems.throwIfAny();
  return { search: complete as CompleteOptions, formulation: chosen };
}
