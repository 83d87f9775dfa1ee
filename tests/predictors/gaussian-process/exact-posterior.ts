import type { Decimal } from "decimal.js";
import type { GaussianProcessDefinition } from "../../../src/predictors/gaussian-process/definition.js";
import { exactKernel, High, high } from "./bound/exact-sum.js";

/** Mean and variance of a Gaussian process in 45 digits, by a Cholesky factorization in 45 digits. */
export class ExactPosterior {
  private readonly factor: Decimal[][] = [];
  private readonly points: Decimal[][];

  constructor(private readonly definition: GaussianProcessDefinition) {
    const { points, inputs, count, noiseVariance, signalVariance } = definition;
    this.points = Array.from({ length: count }, (_, i) =>
      Array.from({ length: inputs }, (__, j) => high(points[i * inputs + j])),
    );
    for (let i = 0; i < count; i++) {
      const row: Decimal[] = [];
      for (let k = 0; k <= i; k++) {
        let sum = this.kappa(this.points[i], k).mul(high(signalVariance));
        if (i === k) sum = sum.add(high(noiseVariance ?? 0));
        const other = i === k ? row : this.factor[k];
        for (let m = 0; m < k; m++) sum = sum.sub(row[m].mul(other[m]));
        row.push(i === k ? sum.sqrt() : sum.div(other[k]));
      }
      this.factor.push(row);
    }
  }

  /** In output units. */
  at(x: Float64Array): { readonly mean: Decimal; readonly deviation: Decimal; readonly variance: Decimal } {
    const { inputs, count, inputOffset, inputFactor, signalVariance, weights, outputScale } = this.definition;
    const z = Array.from({ length: inputs }, (_, j) => high(x[j]).sub(high(inputOffset[j])).mul(high(inputFactor[j])));
    let mean = high(this.definition.meanConstant);
    if (this.definition.meanLinear !== null) {
      for (let j = 0; j < inputs; j++) mean = mean.add(high(this.definition.meanLinear[j]).mul(high(x[j])));
    }
    let variance = high(signalVariance);
    const solved: Decimal[] = [];
    for (let i = 0; i < count; i++) {
      const kappa = this.kappa(z, i);
      mean = mean.add(kappa.mul(high(weights[i])));
      let sum = kappa.mul(high(signalVariance));
      for (let k = 0; k < i; k++) sum = sum.sub(this.factor[i][k].mul(solved[k]));
      solved.push(sum.div(this.factor[i][i]));
      variance = variance.sub(solved[i].mul(solved[i]));
    }
    const scale = high(outputScale);
    variance = variance.mul(scale).mul(scale);
    const deviation = variance.gt(0) ? variance.sqrt() : new High(0);
    return { mean: mean.mul(scale).add(high(this.definition.outputOffset)), deviation, variance };
  }

  private kappa(z: readonly Decimal[], i: number): Decimal {
    let t = new High(0);
    z.forEach((value, j) => {
      const difference = value.sub(this.points[i][j]);
      t = t.add(difference.mul(difference));
    });
    return exactKernel(this.definition.kernel, t);
  }
}
