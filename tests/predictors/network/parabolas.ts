import type { Box } from "../../../src/numeric/box.js";
import type { AffineMinorant, NamedOutputs, Predictor } from "../../../src/predictors/predictor.js";
import { Exact, exactly } from "./exact.js";

/** A model that is not a network, simple enough to be right by inspection: y_o = sum_i factor_oi (x_i - centre_oi)^2. */
export class Parabolas implements Predictor {
  readonly family = "parabolas";
  readonly inputs: number;
  readonly outputs: number;
  named?: NamedOutputs;
  /** Anchors that minorants were asked for. */
  readonly anchors: (Float64Array | null)[] = [];

  constructor(
    readonly factors: readonly (readonly number[])[],
    readonly centres: readonly (readonly number[])[],
  ) {
    this.outputs = factors.length;
    this.inputs = factors[0].length;
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    this.factors.forEach((row, o) => {
      y[o] = row.reduce((sum, factor, i) => sum + factor * (x[i] - this.centres[o][i]) ** 2, 0);
    });
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    out.fill(0);
    this.factors.forEach((row, o) => {
      row.forEach((factor, i) => {
        out[i] += weights[o] * 2 * factor * (x[i] - this.centres[o][i]);
      });
    });
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    this.factors.forEach((row, o) => {
      let [least, most, size] = [0, 0, 0];
      row.forEach((factor, i) => {
        const a = box.lower[i] - this.centres[o][i];
        const b = box.upper[i] - this.centres[o][i];
        const far = Math.max(a * a, b * b);
        const near = a <= 0 && b >= 0 ? 0 : Math.min(a * a, b * b);
        least += factor > 0 ? factor * near : factor * far;
        most += factor > 0 ? factor * far : factor * near;
        size += Math.abs(factor) * (Math.abs(a) + Math.abs(b) + Math.abs(this.centres[o][i])) ** 2;
      });
      lower[o] = least - 1e-14 * size;
      upper[o] = most + 1e-14 * size;
    });
  }

  /** Tangents of the convex terms, secants of the concave ones. */
  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    this.anchors.push(anchor?.slice() ?? null);
    out.constant = 0;
    out.linear.fill(0);
    let size = 0;
    this.factors.forEach((row, o) => {
      row.forEach((factor, i) => {
        const w = weights[o] * factor;
        const c = this.centres[o][i];
        const [l, u] = [box.lower[i], box.upper[i]];
        const at = anchor?.[i] ?? 0.5 * (l + u);
        // (x - c)^2 >= 2 (at - c) x + c^2 - at^2;  (x - c)^2 <= (l + u - 2 c) x + c^2 - l u
        const slope = w > 0 ? 2 * (at - c) : l + u - 2 * c;
        const constant = w > 0 ? c * c - at * at : c * c - l * u;
        out.linear[i] += w * slope;
        out.constant += w * constant;
        size += Math.abs(w) * (Math.abs(l) + Math.abs(u) + Math.abs(c) + Math.abs(at)) ** 2;
      });
    });
    out.constant -= 1e-14 * size;
  }

  /** Coordinate by coordinate, at the ends and at the vertex. */
  leastOver(box: Box, weights: Float64Array, slopes: Float64Array): number {
    let total = 0;
    let size = 0;
    for (let i = 0; i < this.inputs; i++) {
      const [l, u] = [box.lower[i], box.upper[i]];
      const value = (x: number) =>
        this.factors.reduce((sum, row, o) => sum + weights[o] * row[i] * (x - this.centres[o][i]) ** 2, slopes[i] * x);
      const curvature = this.factors.reduce((sum, row, o) => sum + weights[o] * row[i], 0);
      const pull = this.factors.reduce((sum, row, o) => sum + weights[o] * row[i] * this.centres[o][i], -slopes[i] / 2);
      const vertex = Math.min(Math.max(pull / curvature, l), u);
      total += Math.min(value(l), value(u), curvature > 0 ? value(vertex) : Number.POSITIVE_INFINITY);
      size += Math.abs(slopes[i]) * (Math.abs(l) + Math.abs(u));
      this.factors.forEach((row, o) => {
        size += Math.abs(weights[o] * row[i]) * (Math.abs(l) + Math.abs(u) + Math.abs(this.centres[o][i])) ** 2;
      });
    }
    return total - 1e-13 * size;
  }

  exactValues(x: readonly Exact[]): Exact[] {
    return this.factors.map((row, o) =>
      row.reduce(
        (sum, factor, i) => sum.plus(x[i].minus(exactly(this.centres[o][i])).pow(2).times(exactly(factor))),
        new Exact(0),
      ),
    );
  }
}
