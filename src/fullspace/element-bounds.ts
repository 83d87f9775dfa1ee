import { boundingMethods } from "../bounds/table.js";
import type { Box } from "../numeric/box.js";
import type { Network } from "../predictors/network/network.js";
import { Relaxation } from "../predictors/network/relaxation/relaxation.js";

/** Proved bounds of every element of every layer over a box, and what the encoders need to know besides. */
export interface ElementBounds {
  readonly lower: readonly Float64Array[];
  readonly upper: readonly Float64Array[];
  /** 1 for elements that the last layer depends on. */
  readonly isRead: readonly Uint8Array[];
  /** Of affine layers: by how much coefficients and biases that were rounded put an element off. */
  readonly rounding: readonly Float64Array[];
  /** False: some of them are a solver's word. */
  readonly isProved: boolean;
}

/** The sweeps by which the reduced-space engine bounds a node, applied to the whole box. */
export type SweepName = "interval" | "forward" | "backward";

/** Null if the network is defined nowhere on the box. The backward sweep's bounds are never worse than the forward sweep's. */
export function sweptBounds(network: Network, box: Box, sweep: SweepName): ElementBounds | null {
  const bounds = boundsOfSweep(network, box, sweep);
  const others = bounds === null || sweep !== "backward" ? null : boundsOfSweep(network, box, "forward");
  if (bounds === null || others === null) return bounds;
  bounds.lower.forEach((values, k) => {
    values.forEach((value, j) => {
      if (others.lower[k][j] > value) values[j] = others.lower[k][j];
      if (others.upper[k][j] < bounds.upper[k][j]) bounds.upper[k][j] = others.upper[k][j];
    });
  });
  return bounds;
}

function boundsOfSweep(network: Network, box: Box, sweep: SweepName): ElementBounds | null {
  const relaxation = new Relaxation(network, boundingMethods[sweep].sweep);
  if (!relaxation.sweep(box)) return null;
  const { state } = relaxation;
  return {
    lower: state.lower.map((values) => values.slice()),
    upper: state.upper.map((values) => values.slice()),
    isRead: state.isRead,
    isProved: true,
    rounding: state.rowMagnitudes.map((magnitudes, k) => magnitudes.map((size) => size * state.rowMargins[k])),
  };
}
