/** sum_i weights_oi exp(-gamma |x - supports_i|^2) for every output o: what support vector machines with radial kernels compute. */
export interface KernelSumDefinition {
  readonly inputs: number;
  readonly gamma: number;
  /** One support vector per row, N x inputs. */
  readonly supports: Float64Array;
  /** outputs x N */
  readonly weights: Float64Array;
}
