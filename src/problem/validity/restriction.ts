import { exactly, ONE } from "../constant.js";
import type { Constraint } from "../constraint.js";
import type { Expression } from "../expression.js";
import type { ExpressionGraph } from "../expression-graph.js";
import { InputError, quote } from "../input-error.js";
import type { Domain, DomainScope } from "./kind.js";
import { validityKinds } from "./table.js";

/** A validity domain as a problem states it. */
export interface ValidityDefinition {
  readonly kind: string;
  /** Formulas that the domain restricts: one text or several; vectors count as their elements. */
  readonly of: string | readonly string[];
  /** What a fit of that kind has made. */
  readonly parameters: unknown;
  /** Absent: a constraint. Otherwise how much of the objective one unit outside costs. */
  readonly penalty?: number | undefined;
  /** Absent, or how much of the objective a unit of distance from the data costs, inside as outside; negative: what it is rewarded with. */
  readonly weight?: number | undefined;
}

/** What a domain adds to a problem: rows, or a formula that is to be kept small. */
export interface Restriction {
  readonly rows: readonly Constraint[];
  readonly penalty: Expression | null;
  readonly domain: PlacedDomain;
}

/** A domain in a problem, whether it is a constraint there or not. */
export interface PlacedDomain {
  /** Path in the instance, such as "validity[0]". */
  readonly path: string;
  readonly kind: string;
  readonly inputs: readonly Expression[];
  /** What holds inside. */
  readonly rows: readonly Constraint[];
  readonly isConstraint: boolean;
}

/** @throws InputError listing everything that is wrong with the domain */
export function restrictionOf(definition: ValidityDefinition, scope: DomainScope): Restriction {
  const { kind, parameters, penalty, weight } = definition;
  if (!Object.hasOwn(validityKinds, kind)) {
    throw new InputError(`kind ${quote(kind)} is unknown; known are ${Object.keys(validityKinds).join(", ")}`);
  }
  if (penalty !== undefined && !(penalty > 0 && penalty < Number.POSITIVE_INFINITY)) {
    throw new InputError(`penalty: ${quote(penalty)} is not a positive number`);
  }
  if (weight !== undefined && penalty !== undefined) {
    throw new InputError("give a penalty for what lies outside or a weight of the distance, not both");
  }
  if (weight !== undefined && (weight === 0 || !Number.isFinite(weight))) {
    throw new InputError(`weight: ${quote(weight)} is not a number other than 0`);
  }
  const domain = validityKinds[kind].open(parameters);
  if (domain.dimension !== null && domain.dimension !== scope.inputs.length) {
    throw new InputError(
      `the ${kind} is of ${domain.dimension} inputs, "of" names ${scope.inputs.length}; give the inputs of its data in their order`,
    );
  }
  const text = `${kind} of ${[definition.of].flat().join(", ")}`;
  const rows = domain.rows(scope).map((row) => ({ text, ...row }));
  const { path, inputs } = scope;
  const placed = { path, kind, inputs, rows, isConstraint: penalty === undefined && weight === undefined };
  if (weight !== undefined)
    return { rows: [], penalty: weightedDistance(definition, weight, domain, scope), domain: placed };
  if (penalty === undefined) return { rows, penalty: null, domain: placed };
  const { graph } = scope;
  const outside = rows.flatMap(({ expression, lower, upper }) => [
    ...(upper < Number.POSITIVE_INFINITY ? [excess(graph, expression, upper)] : []),
    ...(lower > Number.NEGATIVE_INFINITY ? [excess(graph, graph.negative(expression), -lower)] : []),
  ]);
  return {
    rows: [],
    penalty: graph.sum(
      outside,
      outside.map(() => exactly(penalty)),
    ),
    domain: placed,
  };
}

function weightedDistance(
  { kind }: ValidityDefinition,
  weight: number,
  domain: Domain,
  scope: DomainScope,
): Expression {
  const distance = domain.distance(scope);
  if (distance === null) {
    throw new InputError(`weight: a ${kind} has no distance from the data; take distance or pca, or a penalty`);
  }
  return scope.graph.sum([distance], [exactly(weight)]);
}

/** max(0, expression - limit) */
function excess(graph: ExpressionGraph, expression: Expression, limit: number): Expression {
  return graph.maximum(graph.sum([expression], [ONE], exactly(-limit)), graph.number(0));
}
