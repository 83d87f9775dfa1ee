import { univariateFunction } from "../functions/table.js";
import type { Interval } from "../numeric/interval.js";
import { down, up } from "../numeric/rounding.js";
import type { AffineLayer, Layer, UnivariateLayer } from "../predictors/network/layer.js";
import { type ConvexForm, convexForm } from "./convex-form.js";
import { type Element, errorOfSum } from "./element.js";
import { encodeSmooth } from "./encoders/smooth.js";
import type { Encoded } from "./encoders/univariate-encoder.js";
import { combined, type LinearExpression } from "./linear-expression.js";
import type { QuadraticTerm } from "./quadratic-form.js";
import { quadraticObjective } from "./quadratic-objective.js";
import { ABOVE, BELOW } from "./side.js";
import { forEachTerm, type Writing } from "./writing.js";

/** Whether the element is a square or a product, or a sum that has one. */
export function hasQuadratics(writing: Writing, layer: Layer, j: number): boolean {
  if (layer.kind !== "affine") return isQuadratic(layer);
  let found = false;
  forEachTerm(layer, j, (source, column) => {
    found ||= writing.isDeferred(source, column);
  });
  return found;
}

function isQuadratic(layer: Layer): boolean {
  if (layer.kind === "bivariate") return layer.operation.name === "product";
  if (layer.kind !== "univariate") return false;
  return layer.phi.name === "square" || (layer.phi.name === "power" && layer.phi.parameters["exponent"] === 2);
}

/**
 * Output j of the last layer: the objective or the left side of a row. Its squares and products are taken together where their
 * sum is convex on the side that matters: as the model's quadratic objective, or, where there are products, as squares of
 * linear functions that are held by tangents.
 */
export function encodeOutput(writing: Writing, layer: AffineLayer, k: number, j: number): Element {
  const { assembly, bounds } = writing;
  const [lower, upper] = [bounds.lower[k][j], bounds.upper[k][j]];
  const side = writing.sides?.[k][j];
  const sum = new QuadraticSum(writing);
  if ((side === BELOW || side === ABOVE) && hasQuadratics(writing, layer, j)) sum.add(layer, k, j, 1);
  const isHessian = j === 0 && assembly.formulation.quadratic === "hessian";
  const isSeparable = sum.terms.every(({ left, right }) => left === right);
  const sign = side === ABOVE ? -1 : 1;
  // Squares of their own are held by tangents one by one.
  const convex = sum.terms.length === 0 || (isSeparable && !isHessian) ? null : convexOf(writing, sum.terms, sign);
  if (convex === null) return elementOf(writing.affineSum(layer, k, j), lower, upper);
  const rest = sum.rest();
  const expressions = [rest.expression, convex.form.linear];
  const factors = [1, sign];
  let error = rest.error + 2 * (convex.form.error + convex.remainder);
  if (isHessian) {
    const objective = quadraticObjective(convex);
    assembly.model.quadratic = objective.quadratic;
    error += objective.error;
  } else {
    convex.squares.forEach(({ weight, expression }, s) => {
      expressions.push(heldSquare(writing, expression, `L${k}_${j}_q${s}`));
      factors.push(sign * weight);
    });
  }
  return elementOf({ expression: combined(expressions, factors), error }, lower, upper);
}

/** An output as a sum of quadratic terms and of elements, sums of sums written out. */
class QuadraticSum {
  readonly terms: QuadraticTerm[] = [];
  private readonly places: { readonly source: number; readonly column: number }[] = [];
  private readonly factors: number[] = [];
  private constant = 0;
  private rounding = 0;
  private depth = 0;

  constructor(private readonly writing: Writing) {}

  /** Adds factor times element j of the affine layer k. */
  add(layer: AffineLayer, k: number, j: number, factor: number): void {
    const { writing } = this;
    this.depth++;
    this.rounding += Math.abs(factor) * (writing.bounds.rounding[k][j] + 2 ** -50 * Math.abs(layer.bias[j]));
    this.constant += factor * layer.bias[j];
    this.rounding += 2 ** -52 * Math.abs(this.constant);
    forEachTerm(layer, j, (source, column, coefficient) => {
      const weight = factor * coefficient;
      const from = writing.layers[source];
      if (!writing.isDeferred(source, column)) {
        this.places.push({ source, column });
        this.factors.push(weight);
      } else if (from.kind === "affine") this.add(from, source, column, weight);
      else this.terms.push(this.term(from, column, weight));
    });
  }

  private term(from: Layer, column: number, weight: number): QuadraticTerm {
    const { writing } = this;
    if (from.kind === "bivariate") {
      return { weight, left: writing.element(from.left, column), right: writing.element(from.right, column) };
    }
    const argument = writing.element((from as UnivariateLayer).source, column);
    return { weight, left: argument, right: argument };
  }

  /** What is not quadratic, with the rounding errors of all factors. */
  rest(): Encoded {
    const parts = this.places.map(({ source, column }) => this.writing.element(source, column));
    const expression = combined(
      parts.map((part) => part.expression),
      this.factors,
      this.constant,
    );
    const units = parts.length + this.depth + 4;
    const quadratic = this.terms.reduce((sum, { weight, left, right }) => {
      return sum + Math.abs(weight) * Math.max(-left.lower, left.upper) * Math.max(-right.lower, right.upper);
    }, 0);
    return { expression, error: errorOfSum(parts, this.factors, units) + this.rounding + units * 2 ** -52 * quadratic };
  }
}

function elementOf({ expression, error }: Encoded, lower: number, upper: number): Element {
  return { expression, definition: expression, lower, upper, error };
}

function convexOf({ assembly: { model } }: Writing, terms: readonly QuadraticTerm[], sign: number): ConvexForm | null {
  const magnitude = (column: number): number => Math.max(-model.columnLower[column], model.columnUpper[column]);
  return convexForm(
    terms.map((term) => ({ ...term, weight: sign * term.weight })),
    magnitude,
  );
}

/** The square of a linear function of the columns, from below. */
function heldSquare({ assembly }: Writing, expression: LinearExpression, label: string): LinearExpression {
  const { model } = assembly;
  let [lower, upper] = [0, 0];
  expression.columns.forEach((column, t) => {
    const ends = [
      expression.coefficients[t] * model.columnLower[column],
      expression.coefficients[t] * model.columnUpper[column],
    ];
    lower = down(lower + down(Math.min(...ends)));
    upper = up(upper + up(Math.max(...ends)));
  });
  const argument = assembly.asColumn({ expression, definition: expression, lower, upper, error: 0 }, `${label}z`);
  const phi = univariateFunction("square");
  const range: Interval = { lower: 0, upper: 0 };
  phi.range(lower, upper, range);
  return encodeSmooth({ assembly, phi, argument, ...range, side: BELOW, label }).expression;
}
