import { type Command, Option } from "commander";
import type { Formulation } from "../fullspace/formulation.js";
import { DEFAULT_FORMULATION } from "../fullspace/formulation.js";
import { FORMULATION_CHOICES } from "../fullspace/options.js";
import { wholeNumberFrom } from "./arguments.js";

/** The options of a formulation as commander gives them. */
export type FormulationArguments = { readonly [K in keyof Formulation]?: Formulation[K] | undefined };

/** Adds the options by which a program for a solver is written. */
export function addFormulationOptions(command: Command, defaults: Formulation = DEFAULT_FORMULATION): Command {
  const { relu, split, trees, regions, quadratic, elementBounds } = FORMULATION_CHOICES;
  return command
    .addOption(choice("--relu <formulation>", "how a ReLU is written as rows", relu, defaults.relu))
    .option("--parts <count>", "parts of a partitioned ReLU", wholeNumberFrom(1), defaults.parts)
    .addOption(choice("--split <rule>", "how the parts are made", split, defaults.split))
    .addOption(choice("--trees <formulation>", "how tree ensembles are written as rows", trees, defaults.trees))
    .addOption(choice("--regions <formulation>", "how convex regions are written as rows", regions, defaults.regions))
    .addOption(choice("--quadratic <formulation>", "how convex quadratics are written", quadratic, defaults.quadratic))
    .addOption(
      choice("--element-bounds <method>", "how neurons are bounded first", elementBounds, defaults.elementBounds),
    )
    .option("--pieces <count>", "pieces of a smooth function at first", wholeNumberFrom(1), defaults.pieces);
}

export function formulationOf(given: FormulationArguments): FormulationArguments {
  const { relu, parts, split, trees, regions, quadratic, elementBounds, pieces } = given;
  return { relu, parts, split, trees, regions, quadratic, elementBounds, pieces };
}

function choice(flags: string, description: string, names: readonly string[], otherwise: string): Option {
  return new Option(flags, description).choices(names).default(otherwise);
}
