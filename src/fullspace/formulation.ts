/** How a ReLU is written in rows. */
export type ReluFormulation = "big-m" | "partition" | "ideal";

/** How the terms of a partitioned neuron are divided: the same number of them, or the same range of weights, in each part. */
export type PartitionSplit = "equal-size" | "equal-range";

/** How a tree ensemble is written in rows. */
export type TreeFormulation = "misic" | "linked-leaf";

/** How convex regions are written in rows. */
export type RegionsFormulation = "big-m" | "hull";

/**
 * How convex quadratic objectives and rows are written: the objective by its Hessian, where the solver takes it; squares by tangents
 * in rounds, without binaries; or all squares by pieces, like functions that are not convex.
 */
export type QuadraticFormulation = "hessian" | "tangents" | "pieces";

/** How bounds of the layers' elements are obtained: sweeps of the reduced-space engine, then linear or integer programs. */
export type ElementBoundsMethod = "interval" | "forward" | "backward" | "lp" | "milp";

/** How a problem is written as a mixed-integer linear program. */
export interface Formulation {
  readonly relu: ReluFormulation;
  /** Parts of a partitioned neuron. */
  readonly parts: number;
  readonly split: PartitionSplit;
  readonly trees: TreeFormulation;
  readonly regions: RegionsFormulation;
  readonly quadratic: QuadraticFormulation;
  readonly elementBounds: ElementBoundsMethod;
  /** Pieces of equal length that a smooth function's range is cut into at first. */
  readonly pieces: number;
}

export const DEFAULT_FORMULATION: Formulation = {
  relu: "big-m",
  parts: 2,
  split: "equal-size",
  trees: "misic",
  regions: "hull",
  quadratic: "tangents",
  elementBounds: "backward",
  pieces: 2,
};
