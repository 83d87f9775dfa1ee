/** Shift and scale of each input, so that learners see numbers of like size. */
export interface Standardization {
  readonly mean: Float64Array;
  /** Standard deviations; 1 where an input is constant. */
  readonly deviation: Float64Array;
}

export function standardizationOf(inputs: readonly Float64Array[], dimension: number): Standardization {
  const mean = new Float64Array(dimension);
  const deviation = new Float64Array(dimension);
  for (const theta of inputs) for (let j = 0; j < dimension; j++) mean[j] += theta[j] / inputs.length;
  for (const theta of inputs) for (let j = 0; j < dimension; j++) deviation[j] += (theta[j] - mean[j]) ** 2;
  for (let j = 0; j < dimension; j++) {
    const value = Math.sqrt(deviation[j] / inputs.length);
    deviation[j] = value > 1e-12 * (1 + Math.abs(mean[j])) ? value : 1;
  }
  return { mean, deviation };
}

export function standardized({ mean, deviation }: Standardization, theta: Float64Array, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] = (theta[j] - mean[j]) / deviation[j];
}
