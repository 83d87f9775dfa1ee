import type { Box } from "../../numeric/box.js";

/** A function with a gradient. */
export interface Differentiable {
  evaluate(x: Float64Array): number;
  /** Writes the gradient to `out`; called right after `evaluate` at the same x. */
  gradient(x: Float64Array, out: Float64Array): void;
}

const MEMORY = 6;
const DECREASE = 1e-4;
const BACKTRACKS = 20;
const SHORTENING = 0.4;
/** First step, relative to the unit box. */
const FIRST_STEP = 0.1;

/**
 * Minimization on a box by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) in the variables
 * that no bound holds, with projected backtracking (Bertsekas, SIAM J. Control Optim. 20, 1982).
 */
export class ProjectedLbfgs {
  private readonly gradient: Float64Array;
  private readonly trial: Float64Array;
  private readonly trialGradient: Float64Array;
  private readonly direction: Float64Array;
  private readonly free: Uint8Array;
  private readonly steps: Float64Array[] = [];
  private readonly changes: Float64Array[] = [];
  private readonly factors = new Float64Array(MEMORY);

  constructor(private readonly variables: number) {
    this.gradient = new Float64Array(variables);
    this.trial = new Float64Array(variables);
    this.trialGradient = new Float64Array(variables);
    this.direction = new Float64Array(variables);
    this.free = new Uint8Array(variables);
  }

  /** Minimizes from x, which has to lie in the box and becomes the point reached. Stops where the slope is below `flatness`. */
  minimize(f: Differentiable, box: Box, x: Float64Array, iterations: number, flatness: number): void {
    const { gradient, trial, trialGradient } = this;
    this.forget();
    let value = f.evaluate(x);
    f.gradient(x, gradient);
    for (let k = 0; k < iterations && Number.isFinite(value); k++) {
      const slope = this.chooseFree(box, x);
      if (!(slope > flatness)) return;
      this.chooseDirection(slope);
      const reached = this.searchLine(f, box, x, value);
      if (Number.isNaN(reached)) {
        if (this.steps.length === 0) return;
        this.forget();
        continue;
      }
      f.gradient(trial, trialGradient);
      this.remember(x);
      x.set(trial);
      gradient.set(trialGradient);
      if (value - reached < 1e-14 * (1 + Math.abs(value))) return;
      value = reached;
    }
  }

  private forget(): void {
    this.steps.length = 0;
    this.changes.length = 0;
  }

  /** Marks the variables that may move downhill; returns the largest slope among them. */
  private chooseFree({ lower, upper }: Box, x: Float64Array): number {
    const { gradient, free } = this;
    let largest = 0;
    for (let j = 0; j < x.length; j++) {
      const g = gradient[j];
      free[j] = (x[j] <= lower[j] && g > 0) || (x[j] >= upper[j] && g < 0) || lower[j] === upper[j] ? 0 : 1;
      if (free[j] === 1) largest = Math.max(largest, Math.abs(g));
    }
    return largest;
  }

  /** The two loops; the steepest descent where there is nothing to go by. */
  private chooseDirection(slope: number): void {
    const { gradient, direction, free, steps, changes, factors } = this;
    for (let j = 0; j < direction.length; j++) direction[j] = free[j] === 1 ? -gradient[j] : 0;
    let scale = FIRST_STEP / slope;
    for (let i = steps.length - 1; i >= 0; i--) {
      const curvature = this.freeDot(steps[i], changes[i]);
      factors[i] = curvature > 0 ? this.freeDot(steps[i], direction) / curvature : 0;
      if (factors[i] !== 0) this.addFree(-factors[i], changes[i]);
      if (i === steps.length - 1 && curvature > 0) scale = curvature / this.freeDot(changes[i], changes[i]);
    }
    for (let j = 0; j < direction.length; j++) direction[j] *= scale;
    for (let i = 0; i < steps.length; i++) {
      const curvature = this.freeDot(steps[i], changes[i]);
      if (curvature > 0) this.addFree(factors[i] - this.freeDot(changes[i], direction) / curvature, steps[i]);
    }
    if (this.freeDot(direction, gradient) < 0) return;
    this.forget();
    for (let j = 0; j < direction.length; j++) direction[j] = free[j] === 1 ? (-gradient[j] * FIRST_STEP) / slope : 0;
  }

  /** Leaves the accepted point in `trial` and returns its value; NaN if no step is good enough. */
  private searchLine(f: Differentiable, { lower, upper }: Box, x: Float64Array, value: number): number {
    const { gradient, direction, trial } = this;
    let length = 1;
    for (let k = 0; k < BACKTRACKS; k++, length *= SHORTENING) {
      let slope = 0;
      for (let j = 0; j < x.length; j++) {
        trial[j] = Math.min(Math.max(x[j] + length * direction[j], lower[j]), upper[j]);
        slope += gradient[j] * (trial[j] - x[j]);
      }
      const reached = f.evaluate(trial);
      if (slope < 0 && reached <= value + DECREASE * slope) return reached;
    }
    return Number.NaN;
  }

  private remember(x: Float64Array): void {
    const { steps, changes, trial, trialGradient, gradient, variables } = this;
    const isFull = steps.length === MEMORY;
    const step = isFull ? (steps.shift() as Float64Array) : new Float64Array(variables);
    const change = isFull ? (changes.shift() as Float64Array) : new Float64Array(variables);
    for (let j = 0; j < variables; j++) {
      step[j] = trial[j] - x[j];
      change[j] = trialGradient[j] - gradient[j];
    }
    steps.push(step);
    changes.push(change);
  }

  private freeDot(a: Float64Array, b: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < a.length; j++) if (this.free[j] === 1) sum += a[j] * b[j];
    return sum;
  }

  private addFree(factor: number, vector: Float64Array): void {
    for (let j = 0; j < vector.length; j++) if (this.free[j] === 1) this.direction[j] += factor * vector[j];
  }
}
