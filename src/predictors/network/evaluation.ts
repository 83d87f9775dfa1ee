import { timesVectors, transposed } from "../../numeric/kernels.js";
import type { Layer } from "./layer.js";

/** Values and adjoints of a network at a point, in plain float64: estimates. One workspace, reused from point to point. */
export class Evaluation {
  private readonly values: readonly Float64Array[];
  private readonly adjoints: readonly Float64Array[];
  /** Of layers that models read: where these write. */
  private readonly gradients: readonly Float64Array[];
  private readonly backward: readonly (readonly ReturnType<typeof transposed>[])[];

  constructor(private readonly layers: readonly Layer[]) {
    this.values = layers.map((layer) => new Float64Array(layer.size));
    this.adjoints = layers.map((layer) => new Float64Array(layer.size));
    const isModelInput = layers.map((_, k) => layers.some((layer) => layer.kind === "model" && layer.source === k));
    this.gradients = layers.map((layer, k) => new Float64Array(isModelInput[k] ? layer.size : 0));
    this.backward = layers.map((layer) =>
      layer.kind === "affine" ? layer.terms.map((term) => transposed(term.matrix)) : [],
    );
  }

  /** The last layer at x; the array is overwritten by the next call. */
  run(x: Float64Array): Float64Array {
    const { layers, values } = this;
    values[0].set(x);
    for (let k = 1; k < layers.length; k++) this.step(layers[k], values[k]);
    return values[layers.length - 1];
  }

  /**
   * Gradient of weights . outputs at the point of the last `run`.
   * @param hasSteps whether piecewise constant models count with slopes over a distance; otherwise with their derivative, zero
   */
  gradient(weights: Float64Array, out: Float64Array, hasSteps = true): void {
    const { layers, adjoints } = this;
    for (const adjoint of adjoints) adjoint.fill(0);
    adjoints[layers.length - 1].set(weights);
    for (let k = layers.length - 1; k > 0; k--) {
      const layer = layers[k];
      if (hasSteps || layer.kind !== "model" || !layer.model.isPiecewiseConstant) this.stepBack(layer, k);
    }
    out.set(adjoints[0]);
  }

  private step(layer: Layer, out: Float64Array): void {
    const { values } = this;
    if (layer.kind === "affine") {
      out.set(layer.bias);
      for (const { source, matrix } of layer.terms) timesVectors(matrix, values[source], 1, out, true);
    } else if (layer.kind === "univariate") {
      const from = values[layer.source];
      for (let j = 0; j < out.length; j++) out[j] = layer.phi.value(from[j]);
    } else if (layer.kind === "bivariate") {
      const left = values[layer.left];
      const right = values[layer.right];
      for (let j = 0; j < out.length; j++) out[j] = layer.operation.value(left[j], right[j]);
    } else if (layer.kind === "model") layer.model.evaluate(values[layer.source], out);
  }

  private stepBack(layer: Layer, k: number): void {
    const { values, adjoints } = this;
    const adjoint = adjoints[k];
    if (layer.kind === "affine") {
      layer.terms.forEach((term, t) => {
        timesVectors(this.backward[k][t], adjoint, 1, adjoints[term.source], true);
      });
    } else if (layer.kind === "univariate") {
      const from = values[layer.source];
      const out = adjoints[layer.source];
      for (let j = 0; j < adjoint.length; j++) {
        if (adjoint[j] !== 0) out[j] += adjoint[j] * layer.phi.derivative(from[j]);
      }
    } else if (layer.kind === "bivariate") {
      const left = values[layer.left];
      const right = values[layer.right];
      for (let j = 0; j < adjoint.length; j++) {
        if (adjoint[j] === 0) continue;
        adjoints[layer.left][j] += adjoint[j] * layer.operation.derivativeLeft(left[j], right[j]);
        adjoints[layer.right][j] += adjoint[j] * layer.operation.derivativeRight(left[j], right[j]);
      }
    } else if (layer.kind === "model" && adjoint.some((weight) => weight !== 0)) {
      const gradient = this.gradients[layer.source];
      layer.model.gradient(values[layer.source], adjoint, gradient);
      const out = adjoints[layer.source];
      for (let i = 0; i < gradient.length; i++) out[i] += gradient[i];
    }
  }
}
