import { box as boxOf } from "../numeric/box.js";
import { Random } from "../numeric/random.js";
import { ExpressionEvaluation } from "./evaluation.js";
import { type Expression, inOrder } from "./expression.js";
import { expressionText } from "./expression-text.js";
import { InputError } from "./input-error.js";
import type { Problem } from "./problem.js";
import { rangeOf } from "./range.js";
import { scalarName } from "./variable.js";

/** Random points that are looked at beside the centre and the corners, and how many corners. */
const RANDOM_POINTS = 200;
const MOST_CORNERS = 256;

/** An operation that is not defined for every operand: a divisor, or the argument of a logarithm, a root or a power. */
interface PartialOperation {
  readonly whole: Expression;
  readonly operand: Expression;
  /** Operands below it are outside the domain. */
  readonly least: number;
  /** Not defined at 0 itself. */
  readonly hasPole: boolean;
  /** Of opposite signs on the two sides of the pole, so that one of them is unbounded whatever the sense. */
  readonly isOdd: boolean;
}

/**
 * Refuses an objective that is not defined somewhere in the box where the constraints hold. Intervals say which operations
 * may be undefined; a refusal needs a point at which the operand is proved to be outside the domain or evaluates to the
 * pole, or two points between which a divisor changes its sign. Finding none proves nothing: points at which the objective
 * is not defined never count as solutions.
 * @param tolerance by how much a constraint may be violated
 * @throws InputError naming the operation and the point
 */
export function requireDefinedObjective(problem: Problem, tolerance: number): void {
  const suspects = suspectsIn(problem);
  if (suspects.length === 0) return;
  const { objective } = problem;
  const evaluation = new ExpressionEvaluation([objective, ...suspects.map(({ operand }) => operand)]);
  const values = new Float64Array(suspects.length + 1);
  const positive: (Float64Array | undefined)[] = [];
  const negative: (Float64Array | undefined)[] = [];
  const zeros: (Float64Array | undefined)[] = [];
  for (const x of samplePoints(problem)) {
    if (problem.violation(x) > tolerance) continue;
    evaluation.into(x, values);
    suspects.forEach((suspect, k) => {
      const value = values[k + 1];
      if (value > 0) positive[k] ??= x;
      else if (value < 0) negative[k] ??= x;
      else if (value === 0) zeros[k] ??= x;
      if (isHarmless(values[0], problem)) return;
      if (isOutside(suspect, value, x)) throw refusal(problem, suspect, `at ${pointText(problem, x)}`, value);
    });
  }
  suspects.forEach((suspect, k) => {
    const [above, below] = [positive[k], negative[k]];
    if (!suspect.isOdd || above === undefined || below === undefined) return;
    const pole = zeros[k];
    if (pole !== undefined) throw refusal(problem, suspect, `at ${pointText(problem, pole)}`, 0);
    if (problem.isInteger.includes(1)) return;
    const zero = between(below, above, new ExpressionEvaluation([suspect.operand]));
    if (problem.violation(zero) <= tolerance) throw refusal(problem, suspect, `next to ${pointText(problem, zero)}`, 0);
  });
}

/** Operations of the objective whose operands may be outside the domain, somewhere in the box. */
function suspectsIn({ objective, box }: Problem): PartialOperation[] {
  return inOrder([objective])
    .flatMap(partialOperation)
    .filter(({ operand, least, hasPole }) => {
      const range = rangeOf(operand, box);
      // An operand that is not defined itself is another operation's fault.
      if (range === null) return false;
      return !(range.lower >= least) || (hasPole && range.lower <= 0 && range.upper >= 0);
    });
}

function partialOperation(whole: Expression): PartialOperation[] {
  if (whole.kind === "combination" && whole.operation === "quotient") {
    return [{ whole, operand: whole.right, least: Number.NEGATIVE_INFINITY, hasPole: true, isOdd: true }];
  }
  if (whole.kind !== "application") return [];
  const { name, domain, parameters } = whole.phi;
  const hasPole = name === "log" || name === "reciprocal" || (name === "power" && parameters["exponent"] < 0);
  if (!hasPole && domain.lower === Number.NEGATIVE_INFINITY) return [];
  const isOdd = hasPole && name !== "log" && (parameters["exponent"] ?? -1) % 2 !== 0;
  return [{ whole, operand: whole.argument, least: domain.lower, hasPole, isOdd }];
}

/** A finite value, or an infinite one that no optimum is near to: -log(x) where it is minimized. */
function isHarmless(value: number, { sense }: Problem): boolean {
  return (
    Number.isFinite(value) || value === (sense === "minimize" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)
  );
}

/** Whether the operand, of the given float64 value at x, is outside the domain: its enclosure decides, but for an exact 0. */
function isOutside({ operand, least, hasPole }: PartialOperation, value: number, x: Float64Array): boolean {
  if (hasPole && value === 0) return true;
  if (!(value < least)) return false;
  const range = rangeOf(operand, boxOf(x, x));
  return range !== null && range.upper < least;
}

/** Halves the way from a point with a negative value to one with a positive one, down to float64. */
function between(below: Float64Array, above: Float64Array, evaluation: ExpressionEvaluation): Float64Array {
  let [low, high] = [below, above];
  for (let step = 0; step < 100; step++) {
    const middle = low.map((value, j) => 0.5 * value + 0.5 * high[j]);
    const value = evaluation.at(middle);
    if (value > 0) high = middle;
    else low = middle;
    if (!(Math.abs(value) > 0)) break;
  }
  return low;
}

function* samplePoints({ box: { lower, upper }, isInteger }: Problem): Generator<Float64Array> {
  const n = lower.length;
  const random = new Random(1);
  const whole = (x: Float64Array): Float64Array =>
    x.map((value, j) => (isInteger[j] === 1 ? Math.round(value) : value));
  yield whole(lower.map((low, j) => 0.5 * low + 0.5 * upper[j]));
  for (let corner = 0; corner < Math.min(2 ** n, MOST_CORNERS); corner++) {
    yield lower.map((low, j) => ((corner >> (j % 31)) & 1 ? upper[j] : low));
  }
  for (let k = 0; k < RANDOM_POINTS; k++) yield whole(lower.map((low, j) => random.between(low, upper[j])));
}

function refusal(problem: Problem, { whole, operand }: PartialOperation, where: string, value: number): InputError {
  const nameOf = (index: number): string => scalarName(problem.variables, index);
  const text = expressionText(whole, nameOf);
  const operandText = expressionText(operand, nameOf);
  return new InputError(
    `${problem.sense}: ${text} is not defined ${where}, where ${operandText} is ${value === 0 ? 0 : value}; tighten the bounds, or add a constraint that keeps such points out`,
  );
}

function pointText({ variables }: Problem, x: Float64Array): string {
  const shown = Array.from(x.subarray(0, 6), (value, j) => `${scalarName(variables, j)} = ${value}`).join(", ");
  return x.length > 6 ? `${shown}, ...` : shown;
}
