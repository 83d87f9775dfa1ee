import type { Interval } from "../../../numeric/interval.js";
import { magnitudes, timesVectors } from "../../../numeric/kernels.js";
import type { Matrix } from "../../../numeric/matrix.js";
import { gamma } from "../../../numeric/rounding.js";
import type { BivariateLayer, Layer, ModelLayer, UnivariateLayer } from "../layer.js";
import { sourcesOf } from "../layer.js";
import type { Range, Ranges } from "./ranges.js";
import { addMixed, addProduct, addSquare, inflate, multiply, newRanges } from "./ranges.js";
import type { RelaxationState } from "./state.js";

const first: Interval = { lower: 0, upper: 0 };
const second: Interval = { lower: 0, upper: 0 };
const weight: Range = { centre: 0, radius: 0 };

/**
 * Rigorous ranges over the box of a functional's derivatives, from the enclosures of a finished sweep: the gradient by one
 * backward pass in interval arithmetic; the Hessian as sum_k sum_j adjoint_kj phi''(z_kj) J_kj J_kj' plus the mixed terms of
 * products, with interval Jacobians J carried forward from layer `base`. A kink inside the box makes radii infinite or NaN: nothing known.
 */
export class DerivativeRanges {
  /** d functional / d element, per layer, after `runGradient`; entry 0 is the gradient. */
  readonly adjoints: readonly Ranges[];
  /** Hessian in the elements of layer `base`, m x m, after `runHessian`. */
  readonly hessian: Ranges;
  /** The layer in whose elements second derivatives are taken: the input, or an affine image of fewer elements. */
  readonly base: number;
  /** m, the number of elements of layer `base`. */
  readonly variables: number;
  private readonly jacobians: readonly Ranges[];
  private readonly backMagnitudes: readonly (readonly Matrix[])[];
  private readonly isTouched: Uint8Array;
  private readonly margin: number;

  constructor(private readonly state: RelaxationState) {
    const { layers } = state;
    this.base = baseLayer(layers);
    this.variables = layers[this.base].size;
    this.adjoints = layers.map((layer) => newRanges(layer.size));
    this.jacobians = layers.map((layer) => newRanges(layer.size * this.variables));
    this.hessian = newRanges(this.variables * this.variables);
    this.backMagnitudes = state.plans.map((plans) => plans.map((plan) => magnitudes(plan.transposed)));
    this.isTouched = new Uint8Array(layers.length);
    const elements = layers.reduce((sum, layer) => sum + layer.size, 0);
    const units = Math.max(...layers.map((layer) => (layer.kind === "affine" ? layer.roundingUnits : 0)));
    this.margin = 4 * gamma(elements + units + 16);
  }

  /** Ranges of the gradient of weights . outputs. */
  runGradient(weights: Float64Array): void {
    const { state, adjoints, isTouched } = this;
    const last = state.layers.length - 1;
    isTouched.fill(0);
    this.touch(last);
    adjoints[last].centres.set(weights);
    this.touch(0);
    for (let k = last; k > 0; k--) {
      if (isTouched[k] === 0) continue;
      const layer = state.layers[k];
      if (layer.kind === "affine") this.affineBack(k);
      else if (layer.kind === "univariate") this.univariateBack(k, layer);
      else if (layer.kind === "bivariate") this.bivariateBack(k, layer);
      else if (layer.kind === "model") this.modelBack(k, layer);
    }
    inflate(adjoints[0], this.margin);
  }

  /** Ranges of the Hessian of the same functional; requires `runGradient` on the same box. */
  runHessian(): void {
    const { state, hessian, base, variables } = this;
    hessian.centres.fill(0);
    hessian.radii.fill(0);
    const { centres, radii } = this.jacobians[base];
    centres.fill(0);
    radii.fill(0);
    for (let i = 0; i < variables; i++) centres[i * variables + i] = 1;
    for (let k = base + 1; k < state.layers.length; k++) {
      const layer = state.layers[k];
      if (layer.kind === "affine") this.affineForward(k);
      else if (layer.kind === "univariate") this.univariateForward(k, layer);
      else if (layer.kind === "bivariate") this.bivariateForward(k, layer);
    }
    inflate(hessian, this.margin);
  }

  private touch(k: number): void {
    if (this.isTouched[k] === 1) return;
    this.isTouched[k] = 1;
    this.adjoints[k].centres.fill(0);
    this.adjoints[k].radii.fill(0);
  }

  /** Widening the factor first covers the rounding of the product, which is relative to |matrix| |factor|. */
  private affineBack(k: number): void {
    const from = this.adjoints[k];
    inflate(from, this.margin);
    this.state.plans[k].forEach((plan, t) => {
      this.touch(plan.source);
      const out = this.adjoints[plan.source];
      timesVectors(plan.transposed, from.centres, 1, out.centres, true);
      timesVectors(this.backMagnitudes[k][t], from.radii, 1, out.radii, true);
    });
  }

  private univariateBack(k: number, layer: UnivariateLayer): void {
    const { source, phi } = layer;
    this.touch(source);
    const from = this.adjoints[k];
    const out = this.adjoints[source];
    for (let j = 0; j < layer.size; j++) {
      phi.derivativeRange(this.state.lower[source][j], this.state.upper[source][j], first);
      addProduct(from.centres[j], from.radii[j], first.lower, first.upper, out, j, this.margin);
    }
  }

  private bivariateBack(k: number, layer: BivariateLayer): void {
    const { left, right } = layer;
    this.touch(left);
    this.touch(right);
    const from = this.adjoints[k];
    for (let j = 0; j < layer.size; j++) {
      this.partialRanges(layer, j);
      addProduct(from.centres[j], from.radii[j], first.lower, first.upper, this.adjoints[left], j, this.margin);
      addProduct(from.centres[j], from.radii[j], second.lower, second.upper, this.adjoints[right], j, this.margin);
    }
  }

  /** Models say nothing about their derivatives. */
  private modelBack(k: number, { source }: ModelLayer): void {
    this.touch(source);
    const { centres, radii } = this.adjoints[k];
    const isUsed = centres.some((centre, j) => centre !== 0 || radii[j] !== 0);
    if (isUsed) this.adjoints[source].radii.fill(Number.POSITIVE_INFINITY);
  }

  private affineForward(k: number): void {
    const out = this.jacobians[k];
    const n = this.variables;
    out.centres.fill(0);
    out.radii.fill(0);
    for (const plan of this.state.plans[k]) {
      const from = this.jacobians[plan.source];
      inflate(from, this.margin);
      timesVectors(plan.matrix, from.centres, n, out.centres, true);
      timesVectors(plan.magnitudes, from.radii, n, out.radii, true);
    }
  }

  private univariateForward(k: number, layer: UnivariateLayer): void {
    const { state, hessian, margin } = this;
    const { source, phi, size } = layer;
    const from = this.jacobians[source];
    const out = this.jacobians[k];
    const adjoint = this.adjoints[k];
    out.centres.fill(0);
    out.radii.fill(0);
    for (let j = 0; j < size; j++) {
      const lower = state.lower[source][j];
      const upper = state.upper[source][j];
      if (adjoint.centres[j] !== 0 || adjoint.radii[j] !== 0) {
        phi.secondDerivativeRange(lower, upper, first);
        multiply(adjoint.centres[j], adjoint.radii[j], first.lower, first.upper, margin, weight);
        addSquare(weight, from, j, size, this.variables, hessian, margin);
      }
      phi.derivativeRange(lower, upper, first);
      for (let i = 0, q = j; i < this.variables; i++, q += size) {
        addProduct(from.centres[q], from.radii[q], first.lower, first.upper, out, q, margin);
      }
    }
  }

  /** The second derivative in the left operand alone is 0 for every smooth operation. */
  private bivariateForward(k: number, layer: BivariateLayer): void {
    const { hessian, margin } = this;
    const { left, right, operation, size } = layer;
    if (!operation.smooth) hessian.radii.fill(Number.POSITIVE_INFINITY);
    const l = this.jacobians[left];
    const r = this.jacobians[right];
    const out = this.jacobians[k];
    out.centres.fill(0);
    out.radii.fill(0);
    for (let j = 0; j < size; j++) {
      this.addCurvature(layer, k, j);
      this.partialRanges(layer, j);
      for (let i = 0, q = j; i < this.variables; i++, q += size) {
        addProduct(l.centres[q], l.radii[q], first.lower, first.upper, out, q, margin);
        addProduct(r.centres[q], r.radii[q], second.lower, second.upper, out, q, margin);
      }
    }
  }

  private addCurvature({ left, right, operation, size }: BivariateLayer, k: number, j: number): void {
    const { state, hessian, margin, variables } = this;
    const { lower, upper } = state;
    const { centres, radii } = this.adjoints[k];
    const r = this.jacobians[right];
    operation.secondDerivativeRange(lower[left][j], upper[left][j], lower[right][j], upper[right][j], first, second);
    multiply(centres[j], radii[j], first.lower, first.upper, margin, weight);
    addMixed(weight, this.jacobians[left], r, j, size, variables, hessian, margin);
    if (second.lower === 0 && second.upper === 0) return;
    multiply(centres[j], radii[j], second.lower, second.upper, margin, weight);
    addSquare(weight, r, j, size, variables, hessian, margin);
  }

  private partialRanges(layer: BivariateLayer, j: number): void {
    const { lower, upper } = this.state;
    const { left, right, operation } = layer;
    operation.gradientRange(lower[left][j], upper[left][j], lower[right][j], upper[right][j], first, second);
  }
}

/**
 * With a first affine layer of fewer elements than inputs, which alone reads them, the Hessian in the inputs is singular and
 * never positive definite; in that layer's elements it can be, and its ranges are tighter.
 */
function baseLayer(layers: readonly Layer[]): number {
  const first = layers[1];
  if (first.kind !== "affine" || first.size >= layers[0].size || first.terms.length !== 1) return 0;
  const isOnlyReader = layers.every((layer, k) => k <= 1 || !sourcesOf(layer).includes(0));
  return isOnlyReader ? 1 : 0;
}
