/** Part of the model's curvature that an update keeps at least. */
const KEPT = 0.2;

/** A positive definite approximation of a Lagrangian's Hessian by M. J. D. Powell's damped BFGS updates (1978), dense. */
export class DampedBfgs {
  /** variables x variables. */
  readonly matrix: Float64Array;
  private readonly image: Float64Array;
  private readonly change: Float64Array;

  constructor(private readonly variables: number) {
    this.matrix = new Float64Array(variables * variables);
    this.image = new Float64Array(variables);
    this.change = new Float64Array(variables);
  }

  reset(diagonal: number): void {
    this.matrix.fill(0);
    for (let j = 0; j < this.variables; j++) this.matrix[j * this.variables + j] = diagonal;
  }

  /** Learns from a step and the gradients before and after it. */
  update(step: Float64Array, before: Float64Array, after: Float64Array): void {
    const { variables: n, matrix, image, change } = this;
    let modelled = 0;
    let seen = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j] * step[j];
      image[i] = sum;
      modelled += sum * step[i];
      seen += step[i] * (after[i] - before[i]);
    }
    if (!(modelled > 1e-20 && Number.isFinite(seen))) return;
    const share = seen >= KEPT * modelled ? 1 : ((1 - KEPT) * modelled) / (modelled - seen);
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      change[i] = share * (after[i] - before[i]) + (1 - share) * image[i];
      curvature += change[i] * step[i];
    }
    if (!(curvature > 1e-20)) return;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        matrix[i * n + j] += (change[i] * change[j]) / curvature - (image[i] * image[j]) / modelled;
      }
    }
  }
}
