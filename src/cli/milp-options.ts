import { type Command, Option } from "commander";
import type { Formulation } from "../fullspace/formulation.js";
import { DEFAULT_FORMULATION } from "../fullspace/formulation.js";
import { FORMULATION_CHOICES } from "../fullspace/options.js";
import { wholeNumberFrom } from "./arguments.js";

/** The options of a formulation as commander gives them. */
export type FormulationArguments = { readonly [K in keyof Formulation]?: Formulation[K] | undefined };

/** Adds the options by which a mixed-integer linear program is written. */
export function addFormulationOptions(command: Command): Command {
  const { relu, split, trees, regions, elementBounds } = FORMULATION_CHOICES;
  return command
    .addOption(choice("--relu <formulation>", "how a ReLU is written as rows", relu, DEFAULT_FORMULATION.relu))
    .option("--parts <count>", "parts of a partitioned ReLU", wholeNumberFrom(1), DEFAULT_FORMULATION.parts)
    .addOption(choice("--split <rule>", "how the parts are made", split, DEFAULT_FORMULATION.split))
    .addOption(
      choice("--trees <formulation>", "how tree ensembles are written as rows", trees, DEFAULT_FORMULATION.trees),
    )
    .addOption(
      choice("--regions <formulation>", "how convex regions are written as rows", regions, DEFAULT_FORMULATION.regions),
    )
    .addOption(
      choice(
        "--element-bounds <method>",
        "how neurons are bounded first",
        elementBounds,
        DEFAULT_FORMULATION.elementBounds,
      ),
    )
    .option("--pieces <count>", "pieces of a smooth function at first", wholeNumberFrom(1), DEFAULT_FORMULATION.pieces);
}

export function formulationOf(given: FormulationArguments): FormulationArguments {
  const { relu, parts, split, trees, regions, elementBounds, pieces } = given;
  return { relu, parts, split, trees, regions, elementBounds, pieces };
}

function choice(flags: string, description: string, names: readonly string[], otherwise: string): Option {
  return new Option(flags, description).choices(names).default(otherwise);
}
