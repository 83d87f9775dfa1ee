import type { Network } from "../predictors/network/network.js";
import type { Bounder } from "./bounder.js";
import type { BoundingMethod } from "./method.js";
import { NetworkBounder } from "./network-bounder.js";

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

/** A bounder for the minimum of the network's single output over boxes of its inputs. */
export function createBounder(network: Network, options: { readonly bounds: BoundingMethodName }): Bounder {
  return new NetworkBounder(network, boundingMethods[options.bounds]);
}
