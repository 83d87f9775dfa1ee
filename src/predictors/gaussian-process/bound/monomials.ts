/**
 * All monomials x^a of d variables with total degree |a| <= K, by degree, and what polynomials over them need. Index 0 is the
 * constant; parents come before their children, so that values and powers are built by one multiplication each.
 */
export class Monomials {
  readonly count: number;
  /** x^a = x^parent * x_variable; unused for the constant. */
  readonly parents: Int32Array;
  readonly variables: Int32Array;
  /** a! = prod_j a_j! */
  readonly factorials: Float64Array;
  /** Degree k has the indices starts[k] .. starts[k + 1] - 1. */
  readonly starts: Int32Array;
  /**
   * First monomial of degree k in variables j and later only, at [k * d + j]. They are the last of their degree, and those of degree k + 1 with first
   * variable j are x_j times them, in the same order: powers are built in runs without a look-up per monomial.
   */
  readonly suffixes: Int32Array;
  /** 1 where all exponents are even. */
  readonly isEven: Uint8Array;
  /** Index of x^a x_j at [a * d + j]; -1 beyond degree K. */
  readonly products: Int32Array;
  /** For each monomial of degree >= 3 the variables in it and a_j / |a|, rounded up: spreadStarts[a] .. spreadStarts[a + 1] - 1. */
  readonly spreadStarts: Int32Array;
  readonly spreadVariables: Int32Array;
  readonly spreadShares: Float64Array;
  /** Index of x_j, and of x_j x_k at [j * d + k]. */
  readonly linear: Int32Array;
  readonly quadratic: Int32Array;

  constructor(
    readonly dimension: number,
    readonly degree: number,
  ) {
    const exponents = exponentsUpTo(dimension, degree);
    const indexOf = new Map(exponents.map((a, index) => [a.join(), index]));
    this.count = exponents.length;
    this.parents = new Int32Array(this.count);
    this.variables = new Int32Array(this.count);
    this.factorials = Float64Array.from(exponents, (a) => a.reduce((product, e) => product * factorial(e), 1));
    this.isEven = Uint8Array.from(exponents, (a) => (a.every((e) => e % 2 === 0) ? 1 : 0));
    this.products = new Int32Array(this.count * dimension);
    this.starts = Int32Array.from({ length: degree + 2 }, (_, k) => exponents.filter((a) => total(a) < k).length);
    this.suffixes = new Int32Array((degree + 1) * dimension);
    for (let k = 0; k <= degree; k++) {
      for (let j = 0; j < dimension; j++) {
        this.suffixes[k * dimension + j] = exponents.findIndex(
          (a) => total(a) === k && a.every((e, i) => e === 0 || i >= j),
        );
      }
    }
    const spread: { variable: number; share: number }[] = [];
    this.spreadStarts = new Int32Array(this.count + 1);
    exponents.forEach((a, index) => {
      const first = a.findIndex((e) => e > 0);
      if (first >= 0) {
        this.parents[index] = indexOf.get(moved(a, first, -1)) ?? -1;
        this.variables[index] = first;
      }
      a.forEach((e, j) => {
        this.products[index * dimension + j] = indexOf.get(moved(a, j, 1)) ?? -1;
        if (e > 0 && total(a) >= 3) spread.push({ variable: j, share: (e / total(a)) * (1 + Number.EPSILON) });
      });
      this.spreadStarts[index + 1] = spread.length;
    });
    this.spreadVariables = Int32Array.from(spread, ({ variable }) => variable);
    this.spreadShares = Float64Array.from(spread, ({ share }) => share);
    this.linear = Int32Array.from({ length: dimension }, (_, j) => this.products[j]);
    this.quadratic = new Int32Array(dimension * dimension);
    for (let j = 0; j < dimension; j++) {
      for (let k = 0; k < dimension; k++)
        this.quadratic[j * dimension + k] = this.products[this.linear[j] * dimension + k];
    }
  }

  /** Index of x^a x_j^2, -1 beyond degree K. */
  timesSquare(index: number, variable: number): number {
    const once = this.products[index * this.dimension + variable];
    return once < 0 ? -1 : this.products[once * this.dimension + variable];
  }
}

function exponentsUpTo(dimension: number, degree: number): number[][] {
  const all: number[][] = [];
  for (let k = 0; k <= degree; k++) extend([], k);
  return all;

  function extend(prefix: number[], left: number): void {
    if (prefix.length === dimension - 1) all.push([...prefix, left]);
    else for (let e = left; e >= 0; e--) extend([...prefix, e], left - e);
  }
}

function total(exponents: readonly number[]): number {
  return exponents.reduce((sum, e) => sum + e, 0);
}

function moved(exponents: readonly number[], variable: number, by: number): string {
  return exponents.map((e, j) => (j === variable ? e + by : e)).join();
}

export function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
