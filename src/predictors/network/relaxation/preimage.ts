import type { UnivariateFunction } from "../../../functions/univariate.js";
import type { Interval } from "../../../numeric/interval.js";

/** Points y -> x where phi(x) is about y, one per branch; what they propose is always checked by phi's own range. */
export type Branches = readonly ((y: number) => number)[];

const SQUARE_ROOTS: Branches = [(y) => -Math.sqrt(y), (y) => Math.sqrt(y)];
const KNOWN: Readonly<Record<string, Branches>> = {
  "absolute-value": [(y) => -y, (y) => y],
  arctan: [(y) => Math.tan(y)],
  cos: [(y) => -Math.acos(y), (y) => Math.acos(y)],
  exp: [(y) => Math.log(y)],
  log: [(y) => Math.exp(y)],
  reciprocal: [(y) => 1 / y],
  sigmoid: [(y) => -Math.log(1 / y - 1)],
  sin: [(y) => Math.asin(y)],
  sqrt: [(y) => y * y],
  square: SQUARE_ROOTS,
  tanh: [(y) => Math.atanh(y)],
};

const NONE: Branches = [];
/** How far inside the part to be cut off a proposed end is tested: inverses are a few ulp off, or of 1 where they cancel. */
const NUDGE = 2 ** -46;
/** Halvings of an interval where no inverse is known; what is left of the last one is not worth more. */
const STEPS = 7;

const image: Interval = { lower: 0, upper: 0 };

/** The inverse branches of phi that are known; none for most functions, which costs time but no tightness worth it. */
export function branchesOf(phi: UnivariateFunction): Branches {
  const exponent = phi.parameters["exponent"];
  if (phi.name !== "power" || exponent === undefined) return KNOWN[phi.name] ?? NONE;
  const root = (y: number) => Math.sign(y) * Math.abs(y) ** (1 / exponent);
  return Number.isInteger(exponent) && exponent % 2 === 0 ? [(y) => -root(y), root] : [root];
}

/**
 * Narrows the argument x of phi to the hull of what can have phi(x) in [lower, upper], in place: an end moves over a part
 * only if phi's rigorous range on that part misses [lower, upper], or the part lies outside phi's domain. False: nothing is left.
 */
export function narrowArgument(
  phi: UnivariateFunction,
  branches: Branches,
  lower: number,
  upper: number,
  x: Interval,
): boolean {
  if (x.lower < phi.domain.lower) x.lower = phi.domain.lower;
  if (x.upper > phi.domain.upper) x.upper = phi.domain.upper;
  if (!meets(phi, x.lower, x.upper, lower, upper)) return false;
  if (image.lower >= lower && image.upper <= upper) return true;
  const hasPole = phi.name === "reciprocal" || (phi.name === "power" && phi.parameters["exponent"] < 0);
  if (hasPole && x.lower < 0 && x.upper > 0) {
    if (!meets(phi, x.lower, 0, lower, upper)) x.lower = 0;
    else if (!meets(phi, 0, x.upper, lower, upper)) x.upper = 0;
  }
  // At the pole itself there is no value, but next to it.
  if ((hasPole && x.lower === 0) || !meets(phi, x.lower, x.lower, lower, upper)) {
    x.lower = moved(phi, branches, lower, upper, x, 1);
  }
  if ((hasPole && x.upper === 0) || !meets(phi, x.upper, x.upper, lower, upper)) {
    x.upper = moved(phi, branches, lower, upper, x, -1);
  }
  return x.lower <= x.upper;
}

/** Whether phi may take a value in [lower, upper] on [from, to]; leaves the range in `image`. NaN ends meet everything. */
function meets(phi: UnivariateFunction, from: number, to: number, lower: number, upper: number): boolean {
  phi.range(from, to, image);
  return !(image.lower > upper || image.upper < lower || image.lower > image.upper);
}

/** Where the end of x on the side that `sign` leaves goes to: 1 moves the lower end up, -1 the upper end down. */
function moved(phi: UnivariateFunction, branches: Branches, lower: number, upper: number, x: Interval, sign: 1 | -1) {
  let kept = sign > 0 ? x.lower : x.upper;
  let far = sign > 0 ? x.upper : x.lower;
  for (let pick = 0; pick < 2 * branches.length; pick++) {
    const y = pick % 2 === 0 ? lower : upper;
    const at = branches[pick >> 1](y);
    for (let least = 0; least < 2; least++) {
      const end = at - sign * NUDGE * (Math.abs(at) + least);
      if (!((end - kept) * sign > 0 && (far - end) * sign > 0)) continue;
      if (missesFrom(phi, kept, end, lower, upper, sign)) {
        kept = end;
        break;
      }
      far = end;
    }
  }
  if (branches.length > 0 && kept !== (sign > 0 ? x.lower : x.upper)) return kept;
  for (let step = 0; step < STEPS; step++) {
    const middle = 0.5 * kept + 0.5 * far;
    if (!((middle - kept) * sign > 0 && (far - middle) * sign > 0)) break;
    if (missesFrom(phi, kept, middle, lower, upper, sign)) kept = middle;
    else far = middle;
  }
  return kept;
}

function missesFrom(phi: UnivariateFunction, kept: number, end: number, lower: number, upper: number, sign: 1 | -1) {
  return sign > 0 ? !meets(phi, kept, end, lower, upper) : !meets(phi, end, kept, lower, upper);
}
