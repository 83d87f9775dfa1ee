/** Residuals below this part of a normal count as linearly dependent on the active ones. */
const DEPENDENCE = 1e-12;
const FEASIBILITY = 1e-10;
/** Constraints that depend on each other may end in rounding; what is violated by less is solved well enough. */
const TOLERATED = 1e-6;

/**
 * Strictly convex quadratic programs of a few dozen variables, dense: minimize 1/2 x'Hx + g'x subject to normals x >= sides,
 * by the dual active-set method (D. Goldfarb and A. Idnani, Mathematical Programming 27, 1983). The active normals, in the
 * metric of H, are kept as an orthonormal basis and a triangle.
 */
export class QuadraticProgram {
  readonly solution: Float64Array;
  /** One per constraint, 0 for inactive ones. */
  readonly multipliers: Float64Array;
  private largestViolation = 0;
  private readonly factor: Float64Array;
  private readonly active: number[] = [];
  /** Row a is basis vector a; column a of the triangle has the coordinates of active normal a. */
  private readonly basis: Float64Array[] = [];
  private readonly triangle: Float64Array;
  private readonly image: Float64Array;
  private readonly residual: Float64Array;
  private readonly direction: Float64Array;
  private readonly coordinates: Float64Array;
  private readonly rates: Float64Array;

  constructor(
    private readonly variables: number,
    constraints: number,
  ) {
    const n = variables;
    this.solution = new Float64Array(n);
    this.multipliers = new Float64Array(constraints);
    this.factor = new Float64Array(n * n);
    this.triangle = new Float64Array(n * n);
    this.image = new Float64Array(n);
    this.residual = new Float64Array(n);
    this.direction = new Float64Array(n);
    this.coordinates = new Float64Array(n);
    this.rates = new Float64Array(n);
    for (let a = 0; a < n; a++) this.basis.push(new Float64Array(n));
  }

  /**
   * @param hessian n x n by rows, positive definite
   * @param normals one row of n per constraint
   * @returns false if the Hessian is not positive definite or the constraints contradict each other
   */
  solve(hessian: Float64Array, linear: Float64Array, normals: Float64Array, sides: Float64Array): boolean {
    const { variables: n, solution, multipliers, active } = this;
    active.length = 0;
    multipliers.fill(0);
    if (!this.factorize(hessian)) return false;
    this.forward(linear, solution);
    this.backward(solution, solution);
    for (let j = 0; j < n; j++) solution[j] = -solution[j];
    for (let k = 0; k < 10 * (n + multipliers.length); k++) {
      const entering = this.mostViolated(normals, sides);
      if (entering < 0) return true;
      if (!this.enter(entering, normals, sides)) return this.largestViolation < TOLERATED;
    }
    return this.largestViolation < TOLERATED;
  }

  /** Moves along the entering constraint's normal, dropping active ones whose multipliers vanish, until it holds. */
  private enter(entering: number, normals: Float64Array, sides: Float64Array): boolean {
    const { variables: n, solution, multipliers, active, image, residual, direction, rates } = this;
    const normal = normals.subarray(entering * n, entering * n + n);
    for (let k = 0; k <= 2 * n; k++) {
      this.forward(normal, image);
      const squared = this.project();
      let dualLength = Number.POSITIVE_INFINITY;
      let leaving = -1;
      for (let a = 0; a < active.length; a++) {
        if (!(rates[a] > 1e-13)) continue;
        const length = multipliers[active[a]] / rates[a];
        if (length < dualLength) {
          dualLength = length;
          leaving = a;
        }
      }
      const canMove = active.length < n && squared > DEPENDENCE * squaredNorm(image);
      const primalLength = canMove ? (sides[entering] - product(normal, solution)) / squared : Number.POSITIVE_INFINITY;
      const length = Math.min(dualLength, primalLength);
      if (!(length < Number.POSITIVE_INFINITY)) return false;
      for (let a = 0; a < active.length; a++) multipliers[active[a]] -= length * rates[a];
      multipliers[entering] += length;
      if (canMove) {
        this.backward(residual, direction);
        for (let j = 0; j < n; j++) solution[j] += length * direction[j];
      }
      if (primalLength <= dualLength) {
        this.append(entering, squared);
        return true;
      }
      multipliers[active[leaving]] = 0;
      active.splice(leaving, 1);
      this.rebuild(normals);
    }
    return false;
  }

  private mostViolated(normals: Float64Array, sides: Float64Array): number {
    const { variables: n, solution, multipliers, active } = this;
    let worst = -1;
    let most = FEASIBILITY;
    for (let k = 0; k < multipliers.length; k++) {
      if (sides[k] === Number.NEGATIVE_INFINITY || active.includes(k)) continue;
      const normal = normals.subarray(k * n, k * n + n);
      const violation = (sides[k] - product(normal, solution)) / (Math.sqrt(squaredNorm(normal)) || 1);
      if (violation > most) {
        most = violation;
        worst = k;
      }
    }
    this.largestViolation = most;
    return worst;
  }

  /** Splits `image` into its part in the active normals (`rates` are the factors) and `residual`; returns |residual|^2. */
  private project(): number {
    const { variables: n, active, basis, triangle, image, residual, coordinates, rates } = this;
    const count = active.length;
    residual.set(image);
    coordinates.fill(0);
    // Twice, so that the residual is orthogonal to working accuracy.
    for (let pass = 0; pass < 2; pass++) {
      for (let a = 0; a < count; a++) {
        const along = product(basis[a], residual);
        coordinates[a] += along;
        for (let j = 0; j < n; j++) residual[j] -= along * basis[a][j];
      }
    }
    for (let a = count - 1; a >= 0; a--) {
      let sum = coordinates[a];
      for (let b = a + 1; b < count; b++) sum -= triangle[a * n + b] * rates[b];
      rates[a] = sum / triangle[a * n + a];
    }
    return squaredNorm(residual);
  }

  /** Makes the constraint that was projected last an active one. */
  private append(entering: number, squared: number): void {
    const { variables: n, active, basis, triangle, residual, coordinates } = this;
    const place = active.length;
    const length = Math.sqrt(squared);
    for (let a = 0; a < place; a++) triangle[a * n + place] = coordinates[a];
    triangle[place * n + place] = length;
    for (let j = 0; j < n; j++) basis[place][j] = residual[j] / length;
    active.push(entering);
  }

  private rebuild(normals: Float64Array): void {
    const { variables: n, active } = this;
    for (const k of active.splice(0)) {
      this.forward(normals.subarray(k * n, k * n + n), this.image);
      this.append(k, this.project());
    }
  }

  /** Cholesky: hessian = factor factor'. */
  private factorize(hessian: Float64Array): boolean {
    const { variables: n, factor } = this;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = hessian[i * n + j];
        for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
        if (i === j && !(sum > 0)) return false;
        factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j];
      }
    }
    return true;
  }

  /** out = factor^-1 vector. */
  private forward(vector: Float64Array, out: Float64Array): void {
    const { variables: n, factor } = this;
    for (let i = 0; i < n; i++) {
      let sum = vector[i];
      for (let k = 0; k < i; k++) sum -= factor[i * n + k] * out[k];
      out[i] = sum / factor[i * n + i];
    }
  }

  /** out = factor^-T vector; they may be the same. */
  private backward(vector: Float64Array, out: Float64Array): void {
    const { variables: n, factor } = this;
    for (let i = n - 1; i >= 0; i--) {
      let sum = vector[i];
      for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * out[k];
      out[i] = sum / factor[i * n + i];
    }
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

function squaredNorm(a: Float64Array): number {
  return product(a, a);
}
