import type { Box } from "../numeric/box.js";
import type { Network } from "../predictors/network/network.js";
import { DerivativeRanges } from "../predictors/network/relaxation/derivative-ranges.js";
import { intervalStep } from "../predictors/network/relaxation/interval-sweep.js";
import { RelaxationState } from "../predictors/network/relaxation/state.js";
import { BoxQuadratic } from "./quadratic.js";

/** Newton steps within a box on which the objective is convex. */
const MAX_STEPS = 6;

/**
 * Second-order lower bounds: f(x) >= f(c) + f'(c) d + 1/2 min d' H d with the interval Hessian H over the box. Where H is
 * positive semidefinite throughout, f is convex on the box, and its tangent plane at an approximate minimiser is a bound
 * that is exact up to that approximation. Values and gradients at points are enclosed as well.
 */
export class SecondOrder {
  /** Approximate minimiser within the box, after `bound`. */
  readonly minimiser: Float64Array;
  private readonly ranges: DerivativeRanges;
  private readonly point: RelaxationState;
  private readonly pointRanges: DerivativeRanges;
  private readonly quadratic: BoxQuadratic;
  private readonly linear: Float64Array;
  private readonly linearRadii: Float64Array;
  private readonly pointBox: Box;

  constructor(
    network: Network,
    private readonly state: RelaxationState,
    private readonly weights: Float64Array,
  ) {
    const n = network.inputs;
    this.minimiser = new Float64Array(n);
    this.ranges = new DerivativeRanges(state);
    this.point = new RelaxationState(network);
    this.pointRanges = new DerivativeRanges(this.point);
    this.quadratic = new BoxQuadratic(n);
    this.linear = new Float64Array(n);
    this.linearRadii = new Float64Array(n);
    this.pointBox = { lower: this.minimiser, upper: this.minimiser };
  }

  /** A proved lower bound of weights . outputs over the box of the state's last sweep; -Infinity if nothing is known. */
  bound(cutoff: number): number {
    const { state, minimiser, quadratic, ranges } = this;
    minimiser.set(state.centre);
    ranges.runGradient(this.weights);
    ranges.runHessian();
    if (!quadratic.setMatrix(ranges.hessian, state.halfWidths)) return Number.NEGATIVE_INFINITY;
    const centreValue = this.enclosePoint();
    let best = centreValue + quadratic.minimum(this.linear, this.linearRadii);
    best -= 4 * Number.EPSILON * (Math.abs(centreValue) + Math.abs(best));
    this.moveToMinimiser(state.centre);
    if (quadratic.shift > 0) return best;
    for (let step = 0; step < MAX_STEPS && best <= cutoff; step++) {
      const before = best;
      best = Math.max(best, this.tangentBound());
      if (!(best - before >= 0.05 * (cutoff - before))) break;
      this.stepNewton();
    }
    return best;
  }

  /** Lower bound of the value at `minimiser`; its gradient, scaled by the half widths, goes to linear and linearRadii. */
  private enclosePoint(): number {
    const { point, pointRanges, state, linear, linearRadii } = this;
    point.setBox(this.pointBox);
    const last = point.layers.length - 1;
    for (let k = 1; k <= last; k++) {
      if (!intervalStep(point, k)) return Number.NaN;
      point.refresh(k);
    }
    pointRanges.runGradient(this.weights);
    const { centres, radii } = pointRanges.adjoints[0];
    for (let i = 0; i < linear.length; i++) {
      const w = state.halfWidths[i];
      linear[i] = centres[i] * w;
      linearRadii[i] = (radii[i] + 2 * Number.EPSILON * Math.abs(centres[i])) * w * (1 + 1e-14);
    }
    return weightedLower(this.weights, point.lower[last], point.upper[last]);
  }

  /** The tangent plane at `minimiser`, minimized over the box: valid because f is convex there. */
  private tangentBound(): number {
    const { state, minimiser, linear, linearRadii } = this;
    const value = this.enclosePoint();
    let bound = value;
    let magnitude = Math.abs(value);
    for (let i = 0; i < minimiser.length; i++) {
      const w = state.halfWidths[i];
      if (w === 0) continue;
      const down = (state.box.lower[i] - minimiser[i]) / w;
      const up = (state.box.upper[i] - minimiser[i]) / w;
      const worst = Math.min((linear[i] - linearRadii[i]) * up, (linear[i] + linearRadii[i]) * down);
      const other = Math.min((linear[i] + linearRadii[i]) * up, (linear[i] - linearRadii[i]) * down);
      bound += Math.min(worst, other);
      magnitude += (Math.abs(linear[i]) + linearRadii[i]) * Math.max(up, -down);
    }
    return bound - (4 * minimiser.length + 16) * Number.EPSILON * magnitude;
  }

  private stepNewton(): void {
    const { quadratic, linear, linearRadii, minimiser, state } = this;
    // The quadratic about `minimiser` has its cube centred there; the box clips the step.
    quadratic.minimum(linear, linearRadii);
    for (let i = 0; i < minimiser.length; i++) {
      const next = minimiser[i] + quadratic.minimiser[i] * state.halfWidths[i];
      minimiser[i] = Math.min(Math.max(next, state.box.lower[i]), state.box.upper[i]);
    }
  }

  private moveToMinimiser(from: Float64Array): void {
    const { quadratic, minimiser, state } = this;
    for (let i = 0; i < minimiser.length; i++) {
      const next = from[i] + quadratic.minimiser[i] * state.halfWidths[i];
      minimiser[i] = Math.min(Math.max(next, state.box.lower[i]), state.box.upper[i]);
    }
  }
}

function weightedLower(weights: Float64Array, lower: Float64Array, upper: Float64Array): number {
  if (weights.length === 1 && weights[0] === 1) return lower[0];
  let sum = 0;
  let magnitude = 0;
  for (let j = 0; j < weights.length; j++) {
    const term = weights[j] > 0 ? weights[j] * lower[j] : weights[j] < 0 ? weights[j] * upper[j] : 0;
    sum += term;
    magnitude += Math.abs(term);
  }
  return sum - (weights.length + 4) * Number.EPSILON * magnitude;
}
