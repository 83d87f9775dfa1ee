import type { Trees } from "./trees.js";

/** The distinct thresholds of every feature, ascending, and where points stand among them. */
export class Ranks {
  /** Those of feature j are thresholds[starts[j]] .. thresholds[starts[j + 1] - 1]. */
  readonly thresholds: Float64Array;
  readonly starts: Int32Array;

  constructor(trees: Trees) {
    const perFeature: Set<number>[] = Array.from({ length: trees.features }, () => new Set());
    trees.feature.forEach((feature, node) => {
      if (feature >= 0) perFeature[feature].add(trees.threshold[node]);
    });
    this.starts = new Int32Array(trees.features + 1);
    perFeature.forEach((set, j) => {
      this.starts[j + 1] = this.starts[j] + set.size;
    });
    this.thresholds = new Float64Array(this.starts[trees.features]);
    perFeature.forEach((set, j) => {
      this.thresholds.set(Float64Array.from(set).sort(), this.starts[j]);
    });
  }

  /** Position of a threshold among those of its feature. */
  rankOf(feature: number, threshold: number): number {
    return this.countBelow(feature, threshold);
  }

  /** out[j] = number of thresholds of feature j that x[j] exceeds; x[j] > the k-th threshold if and only if k < out[j]. */
  locate(x: Float64Array, out: Int32Array): void {
    for (let j = 0; j < this.starts.length - 1; j++) out[j] = this.countBelow(j, x[j]);
  }

  private countBelow(feature: number, x: number): number {
    const { thresholds, starts } = this;
    let low = starts[feature];
    let high = starts[feature + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x > thresholds[middle]) low = middle + 1;
      else high = middle;
    }
    return low - starts[feature];
  }
}
