/** Shorter than this times the longest: of columns that are dependent but for rounding. */
const DEPENDENT = 1e-9;

/**
 * Unit normals of the facets of the zonotope { sum_j c_j g_j : |c_j| <= 1 }, one of each pair of opposite ones: a facet is parallel to dimension - 1 of the
 * generators (P. McMullen, Trans. Amer. Math. Soc. 159 (1971) 91-109). Estimates; choices of dependent generators are left out.
 * @param generators columns, dimension x count row-major
 */
export function facetNormals(generators: Float64Array, dimension: number): Float64Array[] {
  const count = generators.length / dimension;
  const normals: Float64Array[] = [];
  const chosen: number[] = [];
  const choose = (from: number): void => {
    if (chosen.length === dimension - 1) {
      const normal = normalTo(generators, count, dimension, chosen);
      if (normal !== null && !normals.some((other) => isParallel(normal, other))) normals.push(normal);
      return;
    }
    for (let j = from; j < count; j++) {
      chosen.push(j);
      choose(j + 1);
      chosen.pop();
    }
  };
  choose(0);
  return normals;
}

/** How many choices of generators there are. */
export function facetChoices(dimension: number, count: number): number {
  let choices = 1;
  for (let k = 1; k < dimension; k++) choices = (choices * (count - k + 1)) / k;
  return choices;
}

/** A unit vector at right angles to the chosen columns: Gram-Schmidt of the columns and then of the axis that they leave most of. */
function normalTo(generators: Float64Array, count: number, n: number, chosen: readonly number[]): Float64Array | null {
  const basis: Float64Array[] = [];
  for (const j of chosen) {
    const column = Float64Array.from({ length: n }, (_, r) => generators[r * count + j]);
    const length = Math.hypot(...column);
    const left = reduced(column, basis);
    if (!(left > DEPENDENT * length)) return null;
    basis.push(column);
  }
  let best: Float64Array | null = null;
  let most = 0;
  for (let r = 0; r < n; r++) {
    const axis = new Float64Array(n);
    axis[r] = 1;
    const left = reduced(axis, basis);
    if (left > most) {
      most = left;
      best = axis;
    }
  }
  return best;
}

/** Takes the parts along the basis away, twice for accuracy, and scales to length 1; returns the length that was left. */
function reduced(vector: Float64Array, basis: readonly Float64Array[]): number {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      let product = 0;
      for (let r = 0; r < vector.length; r++) product += vector[r] * other[r];
      for (let r = 0; r < vector.length; r++) vector[r] -= product * other[r];
    }
  }
  const length = Math.hypot(...vector);
  if (length > 0) for (let r = 0; r < vector.length; r++) vector[r] /= length;
  return length;
}

function isParallel(a: Float64Array, b: Float64Array): boolean {
  let product = 0;
  for (let r = 0; r < a.length; r++) product += a[r] * b[r];
  return Math.abs(product) > 1 - 1e-12;
}
