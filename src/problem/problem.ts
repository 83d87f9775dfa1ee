import type { Box } from "../numeric/box.js";
import type { Predictor } from "../predictors/predictor.js";
import { type Comparison, parseComparison } from "./comparison.js";
import { MINUS_ONE, ONE } from "./constant.js";
import { type Constraint, constraintsOf, violationOf } from "./constraint.js";
import { ExpressionEvaluation } from "./evaluation.js";
import type { Expression, NamedModel } from "./expression.js";
import { ExpressionGraph } from "./expression-graph.js";
import type { Formula, FormulaComparison } from "./fluent/formula.js";
import type { Value } from "./function-names.js";
import { InputError, ProblemList, quote } from "./input-error.js";
import { isReserved, parseScalar, parseValue, type Scope } from "./parser.js";
import { type PlacedDomain, type Restriction, restrictionOf, type ValidityDefinition } from "./validity/restriction.js";
import { isSize, makeVariable, type Variable, type VariableDefinition, valueInFormulas } from "./variable.js";

export type Sense = "minimize" | "maximize";

/** What is known about the optimum from elsewhere. */
export interface KnownOptimum {
  readonly objective: number;
  readonly from: string;
}

/** A problem as it is written: an instance file with its models loaded. */
export interface ProblemDefinition {
  readonly name?: string | undefined;
  readonly models?: Readonly<Record<string, Predictor>> | undefined;
  readonly variables: readonly VariableDefinition[];
  /** Named numbers, as formulas use them: what changes between problems that are otherwise the same. */
  readonly parameters?: Readonly<Record<string, number | readonly number[]>> | undefined;
  /** Named formulas, usable in those below them, in the objective and in constraints. */
  readonly define?: Readonly<Record<string, string>> | undefined;
  /** The objective: exactly one of the two. */
  readonly minimize?: string | Formula | undefined;
  readonly maximize?: string | Formula | undefined;
  /** Constraints: comparisons of formulas by <=, >= or ==. */
  readonly subjectTo?: readonly (string | FormulaComparison)[] | undefined;
  /** Where models may be trusted: further constraints, or penalties in the objective. */
  readonly validity?: readonly ValidityDefinition[] | undefined;
  readonly known?: KnownOptimum | undefined;
}

/** Values of the decision variables: a number for a scalar, an array for a vector. */
export type Point = Readonly<Record<string, number | readonly number[]>>;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Minimize or maximize a formula, with trained models in it, over a box of decision variables, some of which may be whole
 * numbers, subject to constraints.
 */
export class Problem {
  readonly name: string;
  readonly sense: Sense;
  readonly variables: readonly Variable[];
  readonly models: ReadonlyMap<string, NamedModel>;
  readonly objective: Expression;
  /** The rows lower <= expression <= upper; comparisons that always hold are left out. */
  readonly constraints: readonly Constraint[];
  /** Where models may be trusted, as constraints or penalties, in the order of the definition. */
  readonly domains: readonly PlacedDomain[];
  /** 1 for the scalar variables that take whole numbers only; in the order of all scalar variables. */
  readonly isInteger: Uint8Array;
  /** The graph that the objective and the constraints belong to. */
  readonly graph: ExpressionGraph;
  readonly known: KnownOptimum | null;
  private readonly evaluation: ExpressionEvaluation;
  private readonly rows: ExpressionEvaluation;

  /**
   * @param graph what formulas of the definition that are not texts belong to
   * @throws InputError listing everything that is wrong
   */
  constructor(definition: ProblemDefinition, graph = new ExpressionGraph()) {
    const problems = new ProblemList();
    this.graph = graph;
    this.name = definition.name ?? "unnamed";
    this.known = definition.known ?? null;
    this.models = namedModels(definition.models ?? {}, problems);
    this.variables = variablesOf(definition.variables, problems);
    const values = new Map<string, Value>(
      this.variables.map((variable) => [variable.name, valueInFormulas(variable, this.graph)]),
    );
    const scope = { graph: this.graph, values, models: this.models };
    for (const [name, given] of Object.entries(definition.parameters ?? {}))
      setParameter(name, given, scope, values, problems);
    // With a variable or model missing every formula that uses it would be reported, too.
    problems.throwIfAny();
    const definitions = Object.entries(definition.define ?? {});
    for (const [name, text] of definitions) define(name, text, scope, values, problems);
    this.sense = definition.maximize === undefined ? "minimize" : "maximize";
    const text = definition[this.sense];
    let objective: Expression | undefined;
    if (definition.minimize !== undefined && definition.maximize !== undefined) {
      problems.add("minimize and maximize are both there; give one of them");
    } else if (text === undefined) problems.add('an objective is missing; give "minimize" or "maximize"');
    else objective = problems.collect(`${this.sense}: `, () => objectiveFrom(text, scope));
    const { subjectTo = [] } = definition;
    const rows = subjectTo.flatMap((comparison, k) => {
      const rows = (): Constraint[] => constraintsOf(comparisonFrom(comparison, scope), graph, this.size);
      return problems.collect(`subjectTo[${k}]: `, rows) ?? [];
    });
    const restrictions = (definition.validity ?? []).map((domain, k) =>
      problems.collect(`validity[${k}]: `, () => restrictionIn(domain, `validity[${k}]`, scope)),
    );
    problems.throwIfAny();
    this.constraints = [...rows, ...restrictions.flatMap((restriction) => restriction?.rows ?? [])];
    this.domains = restrictions.flatMap((restriction) => restriction?.domain ?? []);
    this.objective = penalized(objective as Expression, this.sense, restrictions, graph);
    this.evaluation = new ExpressionEvaluation([this.objective]);
    this.rows = new ExpressionEvaluation(this.constraints.map((row) => row.expression));
    this.isInteger = Uint8Array.from(
      this.variables.flatMap(({ integer, size }) => Array<number>(size).fill(integer ? 1 : 0)),
    );
  }

  /** Number of scalar decision variables. */
  get size(): number {
    const last = this.variables.at(-1);
    return last === undefined ? 0 : last.offset + last.size;
  }

  /** The bounds of all scalar variables, in order. */
  get box(): Box {
    const box = { lower: new Float64Array(this.size), upper: new Float64Array(this.size) };
    for (const variable of this.variables) {
      box.lower.set(variable.lower, variable.offset);
      box.upper.set(variable.upper, variable.offset);
    }
    return box;
  }

  /** The objective at a point (all scalar variables in order), in float64, in the models as they are stored. */
  evaluate(x: Float64Array): number {
    return this.evaluation.at(x);
  }

  /** The values of the constraints' expressions at a point, in float64, into `out`, which has one element per constraint. */
  rowValues(x: Float64Array, out: Float64Array): void {
    this.rows.into(x, out);
  }

  /** The largest absolute violation of a constraint at a point; 0 without constraints, infinite where one is not defined. */
  violation(x: Float64Array): number {
    const values = new Float64Array(this.constraints.length);
    this.rowValues(x, values);
    return this.constraints.reduce((most, row, k) => Math.max(most, violationOf(row, values[k])), 0);
  }

  /** The point, by the names of the variables. */
  pointOf(x: Float64Array): Point {
    return Object.fromEntries(
      this.variables.map(({ name, scalar, offset, size }) => [
        name,
        scalar ? x[offset] : Array.from(x.subarray(offset, offset + size)),
      ]),
    );
  }
}

function namedModels(models: Readonly<Record<string, Predictor>>, problems: ProblemList): Map<string, NamedModel> {
  const named = new Map<string, NamedModel>();
  for (const [name, predictor] of Object.entries(models)) {
    checkName(name, `models.${name}`, named, problems);
    named.set(name, { name, predictor });
  }
  return named;
}

function variablesOf(definitions: readonly VariableDefinition[], problems: ProblemList): Variable[] {
  const variables: Variable[] = [];
  const names = new Set<string>();
  if (definitions.length === 0) problems.add("variables: there are none; a problem needs at least one");
  let offset = 0;
  definitions.forEach((definition, k) => {
    const path = `variables[${k}]`;
    checkName(definition.name, `${path}.name`, names, problems);
    names.add(definition.name);
    const { size } = definition;
    if (size !== undefined && !isSize(size)) {
      problems.add(`${path}.size: ${quote(size)} is not a whole number from 1 to 1000000`);
      return;
    }
    const variable = makeVariable(definition, path, offset, problems);
    if (variable === null) return;
    variables.push(variable);
    offset += variable.size;
  });
  return variables;
}

function setParameter(
  name: string,
  given: number | readonly number[],
  scope: Scope,
  values: Map<string, Value>,
  problems: ProblemList,
): void {
  const path = `parameters.${name}`;
  const taken = { has: (other: string) => values.has(other) || scope.models.has(other) };
  if (!checkName(name, path, taken, problems)) return;
  const wrong = [given].flat().find((value) => !Number.isFinite(value));
  if (wrong !== undefined) problems.add(`${path}: ${quote(wrong)} is not a finite number`);
  else
    values.set(name, typeof given === "number" ? scope.graph.number(given) : given.map((v) => scope.graph.number(v)));
}

function define(name: string, text: string, scope: Scope, values: Map<string, Value>, problems: ProblemList): void {
  const path = `define.${name}`;
  const taken = { has: (other: string) => values.has(other) || scope.models.has(other) };
  const isNew = checkName(name, path, taken, problems);
  const value = problems.collect(`${path}: `, () => parseValue(text, scope));
  if (isNew && value !== undefined) values.set(name, value);
}

function objectiveFrom(source: string | Formula, scope: Scope): Expression {
  if (typeof source === "string") return parseScalar(source, scope);
  checkOrigin(source.origin.graph, scope);
  return source.expression;
}

function comparisonFrom(source: string | FormulaComparison, scope: Scope): Comparison {
  if (typeof source === "string") return parseComparison(source, scope);
  checkOrigin(source.graph, scope);
  return source;
}

function checkOrigin(graph: ExpressionGraph, scope: Scope): void {
  if (graph === scope.graph) return;
  throw new InputError("the formula belongs to another problem; build it from the variables of this one");
}

/** Whether the name can be used; otherwise why not goes to `problems`. */
function checkName(name: string, path: string, taken: { has(name: string): boolean }, problems: ProblemList): boolean {
  if (!NAME.test(name)) {
    problems.add(`${path}: ${quote(name)} is not a name; use letters, digits and _, not starting with a digit`);
  } else if (isReserved(name)) {
    problems.add(`${path}: ${quote(name)} has a fixed meaning in formulas; choose another name`);
  } else if (taken.has(name)) problems.add(`${path}: the name ${quote(name)} is taken; choose another name`);
  else return true;
  return false;
}

function restrictionIn(domain: ValidityDefinition, path: string, { graph, values, models }: Scope): Restriction {
  const inputs = [domain.of].flat().flatMap((text) => parseValue(text, { graph, values, models }));
  return restrictionOf(domain, { graph, inputs, models, path });
}

function penalized(
  objective: Expression,
  sense: Sense,
  restrictions: readonly (Restriction | undefined)[],
  graph: ExpressionGraph,
): Expression {
  const penalties = restrictions.flatMap((restriction) => restriction?.penalty ?? []);
  if (penalties.length === 0) return objective;
  const sign = sense === "minimize" ? ONE : MINUS_ONE;
  return graph.sum([objective, ...penalties], [ONE, ...penalties.map(() => sign)]);
}
