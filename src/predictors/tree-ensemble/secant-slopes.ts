import type { Evaluation } from "./evaluation.js";
import type { Trees } from "./trees.js";

/** How far secants reach to either side, as a share of the range of the feature's thresholds. */
const REACH = 0.03;

/** Slopes of weights . outputs along each feature, across several steps of the ensemble: an estimate for local searches only. */
export class SecantSlopes {
  private readonly reach: Float64Array;
  private readonly point: Float64Array;
  private readonly values: Float64Array;

  constructor({ features, outputs, feature, threshold }: Trees) {
    const lowest = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
    const highest = new Float64Array(features).fill(Number.NEGATIVE_INFINITY);
    feature.forEach((j, k) => {
      if (j < 0) return;
      lowest[j] = Math.min(lowest[j], threshold[k]);
      highest[j] = Math.max(highest[j], threshold[k]);
    });
    this.reach = highest.map((most, j) => (most > lowest[j] ? REACH * (most - lowest[j]) : 0));
    this.point = new Float64Array(features);
    this.values = new Float64Array(outputs);
  }

  at(x: Float64Array, weights: Float64Array, evaluation: Evaluation, out: Float64Array): void {
    const { reach, point } = this;
    point.set(x);
    for (let j = 0; j < out.length; j++) {
      out[j] = 0;
      if (reach[j] === 0) continue;
      point[j] = x[j] + reach[j];
      const above = this.value(weights, evaluation);
      point[j] = x[j] - reach[j];
      out[j] = (above - this.value(weights, evaluation)) / (2 * reach[j]);
      point[j] = x[j];
    }
  }

  private value(weights: Float64Array, evaluation: Evaluation): number {
    evaluation.run(this.point, this.values);
    return weights.reduce((sum, weight, o) => sum + weight * this.values[o], 0);
  }
}
