import type { Box } from "../../numeric/box.js";
import type { Objective } from "./objective.js";

/** Sufficient decrease (Armijo). */
const DECREASE = 1e-4;
const BACKTRACKS = 12;
const SHORTENING = 0.3;

/**
 * Local search on a box: projected gradient steps of Barzilai and Borwein's length (IMA J. Numer. Anal. 8, 1988), shortened
 * until they decrease the objective enough. Cheap, derivative-based, and content with kinks.
 */
export class ProjectedGradient {
  private readonly x: Float64Array;
  private readonly gradient: Float64Array;
  private readonly trial: Float64Array;
  private readonly trialGradient: Float64Array;

  constructor(private readonly objective: Objective) {
    const n = objective.variables;
    this.x = new Float64Array(n);
    this.gradient = new Float64Array(n);
    this.trial = new Float64Array(n);
    this.trialGradient = new Float64Array(n);
  }

  /**
   * Descends from `start` inside the box; writes the point reached to `out` and returns its value. `out` may be `start`.
   * The value is NaN if that of the start is.
   */
  descend(box: Box, start: Float64Array, iterations: number, out: Float64Array): number {
    const { objective, x, gradient, trial, trialGradient } = this;
    for (let j = 0; j < x.length; j++) x[j] = Math.min(Math.max(start[j], box.lower[j]), box.upper[j]);
    let value = objective.evaluate(x);
    objective.gradient(x, gradient);
    const width = widestEdge(box);
    let step = (0.1 * width) / largestMagnitude(gradient);
    for (let k = 0; k < iterations && Number.isFinite(step) && Number.isFinite(value); k++) {
      const before = value;
      let accepted = false;
      for (let b = 0; b < BACKTRACKS && !accepted; b++, step *= accepted ? 1 : SHORTENING) {
        const { slope, length } = this.project(box, step);
        if (!(length > 1e-12 * width)) break;
        const reached = objective.evaluate(trial);
        if (!(reached <= before + DECREASE * slope)) continue;
        accepted = true;
        value = reached;
      }
      if (!accepted) break;
      objective.gradient(trial, trialGradient);
      step = this.nextStep(step);
      x.set(trial);
      gradient.set(trialGradient);
      if (before - value < 1e-13 * (1 + Math.abs(value))) break;
    }
    out.set(x);
    return value;
  }

  /** The projection of x - step * gradient, with the gradient along the way to it and the largest coordinate of that way. */
  private project(box: Box, step: number): { slope: number; length: number } {
    const { x, gradient, trial } = this;
    let slope = 0;
    let length = 0;
    for (let j = 0; j < x.length; j++) {
      const moved = Math.min(Math.max(x[j] - step * gradient[j], box.lower[j]), box.upper[j]);
      trial[j] = moved;
      slope += gradient[j] * (moved - x[j]);
      length = Math.max(length, Math.abs(moved - x[j]));
    }
    return { slope, length };
  }

  /** |s|^2 / s'y for the step s and the change y of the gradient; three times the last step where the curvature is negative. */
  private nextStep(step: number): number {
    let ss = 0;
    let sy = 0;
    for (let j = 0; j < this.x.length; j++) {
      const s = this.trial[j] - this.x[j];
      ss += s * s;
      sy += s * (this.trialGradient[j] - this.gradient[j]);
    }
    return sy > 0 ? ss / sy : 3 * step;
  }
}

function widestEdge(box: Box): number {
  let width = 0;
  for (let j = 0; j < box.lower.length; j++) width = Math.max(width, box.upper[j] - box.lower[j]);
  return width;
}

function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < values.length; j++) largest = Math.max(largest, Math.abs(values[j]));
  return largest;
}
