import type { Box } from "../numeric/box.js";
import type { Network } from "../predictors/network/network.js";
import { DerivativeRanges } from "../predictors/network/relaxation/derivative-ranges.js";
import { intervalStep } from "../predictors/network/relaxation/interval-sweep.js";
import { RelaxationState } from "../predictors/network/relaxation/state.js";
import { NewtonStep } from "./newton-step.js";
import { BoxQuadratic } from "./quadratic.js";

/** Newton steps within a box on which the objective is convex. */
const MAX_STEPS = 6;

/**
 * Second-order lower bounds. With z the elements of the base layer (the inputs, or an affine image of fewer elements),
 * f >= f(c) + f_z(c) dz + 1/2 min dz' H dz for the interval Hessian H over the box. Where H is positive semidefinite
 * throughout, f is convex on the box, and its tangent plane at an approximate minimiser is a bound that is exact up to that
 * approximation. Values and gradients at points are enclosed as well.
 */
export class SecondOrder {
  /** Approximate minimiser within the box, after `bound`. */
  readonly minimiser: Float64Array;
  private readonly ranges: DerivativeRanges;
  private readonly point: RelaxationState;
  private readonly pointRanges: DerivativeRanges;
  private readonly pointBox: Box;
  private readonly quadratic: BoxQuadratic;
  private readonly linear: Float64Array;
  private readonly linearRadii: Float64Array;
  private readonly newton: NewtonStep;

  constructor(
    network: Network,
    private readonly state: RelaxationState,
    private readonly weights: Float64Array,
  ) {
    this.minimiser = new Float64Array(network.inputs);
    this.ranges = new DerivativeRanges(state);
    this.point = new RelaxationState(network);
    this.pointRanges = new DerivativeRanges(this.point);
    this.pointBox = { lower: this.minimiser, upper: this.minimiser };
    const { base, variables } = this.ranges;
    this.quadratic = new BoxQuadratic(variables);
    this.linear = new Float64Array(variables);
    this.linearRadii = new Float64Array(variables);
    this.newton = new NewtonStep(network.inputs, state.plans[base].map((plan) => plan.matrix)[0] ?? null);
  }

  /** A proved lower bound of weights . outputs over the box of the state's last sweep; -Infinity if nothing is known. */
  bound(cutoff: number): number {
    const { state, minimiser, quadratic, ranges, newton } = this;
    minimiser.set(state.centre);
    ranges.runGradient(this.weights);
    ranges.runHessian();
    if (!quadratic.setMatrix(ranges.hessian, state.radii[ranges.base])) return Number.NEGATIVE_INFINITY;
    let best = this.quadraticBound();
    newton.setHessian(ranges.hessian.centres, state.halfWidths);
    newton.move(this.pointRanges.adjoints[0].centres, state.box, minimiser);
    if (quadratic.shift > 0) return best;
    for (let step = 0; step < MAX_STEPS && best <= cutoff; step++) {
      const before = best;
      const tangent = this.tangentBound();
      if (tangent > best) best = tangent;
      if (!(best - before >= 0.05 * (cutoff - before))) break;
      newton.move(this.pointRanges.adjoints[0].centres, state.box, minimiser);
    }
    return best;
  }

  /** The expansion about the box centre, |dz_j| <= radius_j. */
  private quadraticBound(): number {
    const { state, quadratic, linear, linearRadii, pointRanges, ranges } = this;
    const value = this.enclosePoint();
    const { centres, radii } = pointRanges.adjoints[ranges.base];
    const scales = state.radii[ranges.base];
    for (let j = 0; j < linear.length; j++) {
      linear[j] = centres[j] * scales[j];
      linearRadii[j] = (radii[j] + 2 * Number.EPSILON * Math.abs(centres[j])) * scales[j] * (1 + 1e-14);
    }
    const decrease = quadratic.minimum(linear, linearRadii);
    return value + decrease - 4 * Number.EPSILON * (Math.abs(value) + Math.abs(decrease));
  }

  /** The tangent plane at `minimiser`, minimized over the box: a bound because f is convex there. */
  private tangentBound(): number {
    const { state, minimiser, pointRanges } = this;
    const value = this.enclosePoint();
    const { centres, radii } = pointRanges.adjoints[0];
    let bound = value;
    let magnitude = Math.abs(value);
    for (let i = 0; i < minimiser.length; i++) {
      const below = state.box.lower[i] - minimiser[i];
      const above = state.box.upper[i] - minimiser[i];
      const low = centres[i] - radii[i];
      const high = centres[i] + radii[i];
      bound += Math.min(low * above, high * below, 0);
      magnitude += (Math.abs(centres[i]) + radii[i]) * (above - below);
    }
    return bound - (4 * minimiser.length + 16) * Number.EPSILON * magnitude;
  }

  /** Lower bound of the value at `minimiser`; leaves the derivatives' ranges there in pointRanges. */
  private enclosePoint(): number {
    const { point, pointRanges } = this;
    point.setBox(this.pointBox);
    const last = point.layers.length - 1;
    for (let k = 1; k <= last; k++) {
      if (!intervalStep(point, k)) return Number.NaN;
      point.refresh(k);
    }
    pointRanges.runGradient(this.weights);
    return weightedLower(this.weights, point.lower[last], point.upper[last]);
  }
}

/** Lower bound of weights . y for y within bounds. */
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
