import type { Network } from "../predictors/network/network.js";
import { withPowerSums } from "../predictors/network/power-folding.js";
import type { Bounder } from "./bounder.js";
import { withContraction } from "./contracted-bounder.js";
import { withDeferredRows } from "./deferred-bounder.js";
import type { BoundingMethod } from "./method.js";
import { NetworkBounder } from "./network-bounder.js";
import type { Rows } from "./rows.js";
import { SeparatedBounder } from "./separated-bounder.js";
import { unlinkedRows } from "./unlinked-rows.js";

/** Every bounding method by its name on the command line. */
export const boundingMethods = {
  interval: {
    summary: "natural interval extension",
    sweep: { forward: "none", tangents: "middle", isTightened: false, hasRows: false },
    objective: "interval",
    hasAscent: false,
    hasSecondOrder: false,
  },
  mccormick: {
    summary: "McCormick relaxations with subgradients at the box centre",
    sweep: { forward: "all", tangents: "reference", isTightened: false, hasRows: false },
    objective: "forward",
    hasAscent: false,
    hasSecondOrder: false,
  },
  "mccormick-tightened": {
    summary: "McCormick relaxations that also tighten every neuron's interval",
    sweep: { forward: "all", tangents: "reference", isTightened: true, hasRows: false },
    objective: "forward",
    hasAscent: false,
    hasSecondOrder: false,
  },
  forward: {
    summary: "forward linear propagation with tangents at the interval's middle",
    sweep: { forward: "all", tangents: "middle", isTightened: true, hasRows: false },
    objective: "forward",
    hasAscent: false,
    hasSecondOrder: false,
  },
  backward: {
    summary: "backward linear propagation (CROWN), hidden layers included",
    sweep: { forward: "shallow", tangents: "middle", isTightened: true, hasRows: true },
    objective: "backward",
    hasAscent: false,
    hasSecondOrder: false,
  },
  alpha: {
    summary: "backward linear propagation with optimised tangents (alpha)",
    sweep: { forward: "shallow", tangents: "middle", isTightened: true, hasRows: true },
    objective: "backward",
    hasAscent: true,
    hasSecondOrder: false,
  },
  auto: {
    summary: "alpha, and interval Hessians near the optimum of smooth networks",
    sweep: { forward: "shallow", tangents: "middle", isTightened: true, hasRows: true },
    objective: "backward",
    hasAscent: true,
    hasSecondOrder: true,
  },
} as const satisfies Record<string, BoundingMethod>;

export type BoundingMethodName = keyof typeof boundingMethods;

export interface BounderOptions {
  readonly bounds: BoundingMethodName;
  /** Rows on the outputs after the first; none if absent. */
  readonly rows?: Rows | undefined;
  /** 1 for inputs of which only whole numbers count, one element per input; null or absent if there are none. */
  readonly isInteger?: Uint8Array | null | undefined;
}

/** A bounder for the minimum of the network's output 0, over boxes of its inputs, where all rows hold. */
export function createBounder(network: Network, { bounds, rows, isInteger = null }: BounderOptions): Bounder {
  const method = boundingMethods[bounds];
  const bounded = withPowerSums(network);
  if (!rows) return new NetworkBounder(bounded, method, isInteger);
  const plain = unlinkedRows(bounded, rows);
  const bounder = withDeferredRows(
    plain.network,
    plain.rows,
    (own, limits) => new SeparatedBounder(own, method, limits, isInteger),
  );
  return withContraction(bounder, plain.network, plain.rows, isInteger);
}
