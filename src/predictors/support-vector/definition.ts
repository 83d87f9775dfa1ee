/** Kernels in LIBSVM's vocabulary (C.-C. Chang, C.-J. Lin, ACM Trans. Intell. Syst. Technol. 2:27 (2011)), at z and a support vector s. */
export type MachineKernel =
  /** s . z */
  | { readonly type: "linear" }
  /** exp(-gamma |z - s|^2) */
  | { readonly type: "rbf"; readonly gamma: number }
  /** (gamma s . z + coef0)^degree, degree a whole number */
  | { readonly type: "polynomial"; readonly gamma: number; readonly coef0: number; readonly degree: number }
  /** tanh(gamma s . z + coef0) */
  | { readonly type: "sigmoid"; readonly gamma: number; readonly coef0: number };

/**
 * A support vector machine: with z_j = (x_j - inputOffset_j) / inputScale_j, output o is
 * outputOffset + outputScale (intercepts_o + sum_i weights_oi k(z, s_i)).
 */
export interface MachineDefinition {
  readonly inputs: number;
  readonly inputOffset: Float64Array;
  readonly inputScale: Float64Array;
  readonly kernel: MachineKernel;
  /** s_i, N x inputs row-major. */
  readonly supports: Float64Array;
  /** outputs x N */
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
  readonly outputOffset: number;
  readonly outputScale: number;
  /** A second output 1 / (1 + exp(a output + b)): J. C. Platt, "Probabilistic outputs for support vector machines" (1999); null: none. */
  readonly probability: { readonly a: number; readonly b: number } | null;
}
