/** Which bounds of a kernel sum are tried. */
export interface KernelSumMethod {
  /** One line for help texts. */
  readonly summary: string;
  /** Every kernel's range. */
  readonly hasRanges: boolean;
  /** McCormick relaxation kernel by kernel. */
  readonly hasTerms: boolean;
  /** Tangent points of the separable quadratic; 0: none. */
  readonly separableRounds: number;
  /** The separable quadratic, and the ranges with it, only in boxes of at least this radius in length scales. */
  readonly separableRadius: number;
  /** Taylor models with one order for all points, with the remainder in the reproducing kernel Hilbert space: highest order; 0: none. */
  readonly uniformOrder: number;
  /** Highest order of Taylor models with an order per point; 0: none. */
  readonly mixedOrder: number;
  /** Gauss-Taylor models for the squared exponential, in place of the other Taylor models. */
  readonly hasGauss: boolean;
}

export const kernelSumMethods = {
  interval: {
    summary: "every kernel's range",
    hasRanges: true,
    hasTerms: false,
    separableRounds: 0,
    separableRadius: 0,
    uniformOrder: 0,
    mixedOrder: 0,
    hasGauss: false,
  },
  mccormick: {
    summary: "McCormick relaxations kernel by kernel",
    hasRanges: true,
    hasTerms: true,
    separableRounds: 0,
    separableRadius: 0,
    uniformOrder: 0,
    mixedOrder: 0,
    hasGauss: false,
  },
  separable: {
    summary: "one separable quadratic of tangents and secants",
    hasRanges: true,
    hasTerms: false,
    separableRounds: 3,
    separableRadius: 0,
    uniformOrder: 0,
    mixedOrder: 0,
    hasGauss: false,
  },
  reproducing: {
    summary: "Taylor models of second order with a remainder in the reproducing kernel Hilbert space",
    hasRanges: false,
    hasTerms: false,
    separableRounds: 0,
    separableRadius: 0,
    uniformOrder: 2,
    mixedOrder: 0,
    hasGauss: false,
  },
  taylor: {
    summary: "Taylor models up to fourth order, the order chosen per training point",
    hasRanges: true,
    hasTerms: false,
    separableRounds: 2,
    separableRadius: 0.4,
    uniformOrder: 3,
    mixedOrder: 4,
    hasGauss: false,
  },
  auto: {
    summary: "Gauss-Taylor models for the squared exponential, taylor for other kernels",
    hasRanges: true,
    hasTerms: false,
    separableRounds: 2,
    separableRadius: 0.4,
    uniformOrder: 2,
    mixedOrder: 4,
    hasGauss: true,
  },
} as const satisfies Record<string, KernelSumMethod>;

export type KernelSumMethodName = keyof typeof kernelSumMethods;
