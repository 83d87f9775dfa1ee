import { type Expression, operands } from "../../problem/expression.js";
import type { ExpressionGraph } from "../../problem/expression-graph.js";

/** expression = base + sum_k theta_k * byParameter[k], none of which depends on a parameter. */
export interface AffineParts {
  readonly base: Expression;
  readonly byParameter: ReadonlyMap<number, Expression>;
}

/**
 * Takes formulas apart that are affine in the parameters: prices times anything, demands on one side of a constraint.
 * Exact: constants that are computed on the way carry their rounding errors.
 */
export class AffineDecomposition {
  private readonly isDependent = new Map<Expression, boolean>();
  private readonly known = new Map<Expression, AffineParts | null>();

  /** @param first position of the first parameter; all scalar variables from there on are parameters */
  constructor(
    private readonly graph: ExpressionGraph,
    private readonly first: number,
  ) {}

  /** Null where the formula is not affine in the parameters, as where a model reads one. */
  partsOf(expression: Expression): AffineParts | null {
    const before = this.known.get(expression);
    if (before !== undefined) return before;
    const parts = this.decompose(expression);
    this.known.set(expression, parts);
    return parts;
  }

  private decompose(expression: Expression): AffineParts | null {
    if (!this.depends(expression)) return { base: expression, byParameter: new Map() };
    const { graph } = this;
    switch (expression.kind) {
      case "variable":
        return { base: graph.number(0), byParameter: new Map([[expression.index - this.first, graph.number(1)]]) };
      case "sum": {
        const parts = expression.terms.map((term) => this.partsOf(term));
        if (parts.includes(null)) return null;
        const terms = parts as AffineParts[];
        const bases = terms.map(({ base }) => base);
        const byParameter = new Map<number, Expression>();
        for (const k of new Set(terms.flatMap((term) => [...term.byParameter.keys()]))) {
          const slopes = terms.map((term) => term.byParameter.get(k) ?? graph.number(0));
          byParameter.set(k, graph.sum(slopes, expression.coefficients));
        }
        return { base: graph.sum(bases, expression.coefficients, expression.constant), byParameter };
      }
      case "combination": {
        const { operation, left, right } = expression;
        if (operation === "quotient") return this.scaled(left, right, (part) => graph.quotient(part, right));
        if (operation !== "product") return null;
        if (this.depends(left)) return this.scaled(left, right, (part) => graph.product(part, right));
        return this.scaled(right, left, (part) => graph.product(left, part));
      }
      default:
        return null;
    }
  }

  private scaled(part: Expression, other: Expression, by: (part: Expression) => Expression): AffineParts | null {
    const parts = this.depends(other) ? null : this.partsOf(part);
    if (parts === null) return null;
    return {
      base: by(parts.base),
      byParameter: new Map([...parts.byParameter].map(([k, slope]) => [k, by(slope)])),
    };
  }

  private depends(expression: Expression): boolean {
    const before = this.isDependent.get(expression);
    if (before !== undefined) return before;
    const isParameter = expression.kind === "variable" && expression.index >= this.first;
    const result = isParameter || operands(expression).some((operand) => this.depends(operand));
    this.isDependent.set(expression, result);
    return result;
  }
}
