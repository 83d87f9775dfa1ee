import type { Constraint } from "../../problem/constraint.js";
import type { Expression } from "../../problem/expression.js";
import { InputError, ProblemList } from "../../problem/input-error.js";
import type { Problem } from "../../problem/problem.js";
import { scalarName } from "../../problem/variable.js";
import type { Affine } from "./affine-vector.js";
import type { ParametricProgram } from "./parametric-program.js";
import { polynomialOf, type Term } from "./polynomial.js";
import { ProgramBuilder } from "./program-builder.js";
import type { Region } from "./sampling.js";

/** What is known of a variable that is a parameter. */
export type ParameterRegions = ReadonlyMap<string, Region>;

/**
 * The parametric program that a problem is when some of its variables are parameters.
 * @param regions the parameters' names and where they are drawn from
 * @throws InputError listing every formula that is not linear in the variables (the objective: convex quadratic)
 */
export function programOf(problem: Problem, regions: ParameterRegions): ParametricProgram {
  const builder = new ProgramBuilder(problem.name, problem.sense === "maximize");
  const place = new Places(problem, regions, builder);
  const problems = new ProblemList();
  const sign = problem.sense === "maximize" ? -1 : 1;
  problems.collect(`${problem.sense}: `, () => addObjective(problem.objective, sign, place, builder));
  for (const row of problem.constraints) {
    problems.collect(`subjectTo ${row.text}: `, () => addRow(row, place, builder));
  }
  problems.throwIfAny();
  return builder.build();
}

/** Where the problem's scalars are in the program: variables count up from 0, parameters down from -1. */
class Places {
  private readonly places: number[] = [];
  private readonly names: string[] = [];

  constructor(problem: Problem, regions: ParameterRegions, builder: ProgramBuilder) {
    for (const { name, size, scalar, integer, lower, upper, offset } of problem.variables) {
      const region = regions.get(name);
      const first = region === undefined ? 0 : builder.addParameters(name, region, scalar);
      for (let k = 0; k < size; k++) {
        const element = scalarName(problem.variables, offset + k);
        this.names.push(element);
        this.places.push(
          region === undefined
            ? builder.addVariable(element, lower[k], upper[k], { isInteger: integer })
            : -1 - first - k,
        );
      }
    }
  }

  /** The term's variables, and its parameter if there is one. */
  split({ factors, coefficient }: Term): { variables: number[]; affine: Affine } {
    const places = factors.map((factor) => this.places[factor]);
    const variables = places.filter((place) => place >= 0);
    const parameters = places.filter((place) => place < 0).map((place) => -1 - place);
    if (parameters.length > 1) {
      const text = factors.map((factor) => this.names[factor]).join(" * ");
      throw new InputError(`${text} multiplies parameters; make their product a parameter of its own`);
    }
    const terms = parameters.map((parameter) => [parameter, coefficient] as const);
    return { variables, affine: parameters.length === 0 ? { constant: coefficient, terms } : { constant: 0, terms } };
  }

  textOf({ factors }: Term): string {
    return factors.map((factor) => this.names[factor]).join(" * ");
  }
}

function addObjective(expression: Expression, sign: number, place: Places, builder: ProgramBuilder): void {
  for (const term of polynomialOf(expression)) {
    const { variables, affine } = place.split({ ...term, coefficient: sign * term.coefficient });
    if (variables.length === 0) builder.addToObjective([], affine);
    else if (variables.length === 1) builder.addToObjective([[variables[0], affine]]);
    else if (variables.length === 2 && affine.terms.length === 0) {
      builder.addProduct(variables[0], variables[1], affine.constant);
    } else throw new InputError(`${place.textOf(term)}: quadratic terms must have constant coefficients`);
  }
}

function addRow({ text, expression, lower, upper }: Constraint, place: Places, builder: ProgramBuilder): void {
  const terms: [number, Affine][] = [];
  let shift: Affine = { constant: 0, terms: [] };
  for (const term of polynomialOf(expression)) {
    const { variables, affine } = place.split(term);
    if (variables.length > 1) throw new InputError(`${place.textOf(term)} is not linear in the variables`);
    if (variables.length === 1) terms.push([variables[0], affine]);
    else shift = { constant: shift.constant + affine.constant, terms: [...shift.terms, ...affine.terms] };
  }
  const side = (bound: number): Affine =>
    Number.isFinite(bound)
      ? { constant: bound - shift.constant, terms: shift.terms.map(([parameter, by]) => [parameter, -by] as const) }
      : { constant: bound, terms: [] };
  builder.addRow(text, terms, side(lower), side(upper));
}
