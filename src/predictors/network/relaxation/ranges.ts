/** Intervals as centres and radii, one pair of arrays: |true value - centre| <= radius. NaN or infinite radii: nothing known. */
export interface Ranges {
  readonly centres: Float64Array;
  readonly radii: Float64Array;
}

export function newRanges(length: number): Ranges {
  return { centres: new Float64Array(length), radii: new Float64Array(length) };
}

/** One range as a mutable slot. */
export interface Range {
  centre: number;
  radius: number;
}

/** Widens every range by `margin` relative to its magnitude, to pay for the rounding of sums made from it. */
export function inflate(ranges: Ranges, margin: number): void {
  const { centres, radii } = ranges;
  for (let j = 0; j < radii.length; j++) radii[j] += margin * (Math.abs(centres[j]) + radii[j]);
}

/** out = (centre +- radius) * [lower, upper], exact up to `margin`. */
export function multiply(
  centre: number,
  radius: number,
  lower: number,
  upper: number,
  margin: number,
  out: Range,
): void {
  const low = centre - radius;
  const high = centre + radius;
  const a = low * lower;
  const b = low * upper;
  const c = high * lower;
  const d = high * upper;
  const least = Math.min(a, b, c, d);
  const most = Math.max(a, b, c, d);
  out.centre = 0.5 * (least + most);
  out.radius = 0.5 * (most - least) + margin * Math.max(-least, most, Math.abs(centre) * Math.max(-lower, upper));
}

const product: Range = { centre: 0, radius: 0 };

/** out[j] += (centre +- radius) * [lower, upper]. */
export function addProduct(
  centre: number,
  radius: number,
  lower: number,
  upper: number,
  out: Ranges,
  j: number,
  margin: number,
): void {
  if (centre === 0 && radius === 0) return;
  multiply(centre, radius, lower, upper, margin, product);
  out.centres[j] += product.centre;
  out.radii[j] += product.radius;
}

/**
 * hessian += (weight) * J J', where J is column j of an input-major Jacobian (n x size): the diagonal as squares, which are
 * tighter than products.
 */
export function addSquare(
  weight: Range,
  jacobian: Ranges,
  j: number,
  size: number,
  n: number,
  hessian: Ranges,
  margin: number,
): void {
  const { centres, radii } = jacobian;
  for (let a = 0, p = j; a < n; a++, p += size) {
    const c = Math.abs(centres[p]);
    const low = Math.max(0, c - radii[p]);
    const high = c + radii[p];
    addTerm(weight, 0.5 * (low * low + high * high), 0.5 * (high * high - low * low), hessian, a * n + a, margin);
    for (let b = 0, q = j; b < a; b++, q += size) {
      addMirrored(weight, centres[p], radii[p], centres[q], radii[q], hessian, a, b, n, margin);
    }
  }
}

/** hessian += (weight) * (L R' + R L') for columns j of two Jacobians. */
export function addMixed(
  weight: Range,
  left: Ranges,
  right: Ranges,
  j: number,
  size: number,
  n: number,
  hessian: Ranges,
  margin: number,
): void {
  for (let a = 0, p = j; a < n; a++, p += size) {
    for (let b = 0, q = j; b < n; b++, q += size) {
      addMirrored(weight, left.centres[p], left.radii[p], right.centres[q], right.radii[q], hessian, a, b, n, margin);
    }
  }
}

/** Adds weight * (c +- r)(d +- s) to entries (a, b) and (b, a). */
function addMirrored(
  weight: Range,
  c: number,
  r: number,
  d: number,
  s: number,
  hessian: Ranges,
  a: number,
  b: number,
  n: number,
  margin: number,
): void {
  const centre = c * d;
  const radius = Math.abs(c) * s + r * (Math.abs(d) + s);
  addTerm(weight, centre, radius, hessian, a * n + b, margin);
  addTerm(weight, centre, radius, hessian, b * n + a, margin);
}

function addTerm(weight: Range, centre: number, radius: number, hessian: Ranges, entry: number, margin: number): void {
  const size = Math.abs(centre) + radius;
  hessian.centres[entry] += weight.centre * centre;
  hessian.radii[entry] +=
    Math.abs(weight.centre) * radius + weight.radius * size + margin * (Math.abs(weight.centre) + weight.radius) * size;
}
