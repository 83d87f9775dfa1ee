import type { Knowledge } from "../bounds/bounder.js";

/** A box that is still open. The search makes nothing but these. */
export interface Node {
  /** Corners of the box: the n lower ones, then the n upper ones. */
  readonly corners: Float64Array;
  /** Proved lower bound of the objective over the box. */
  readonly bound: number;
  /** The variable to split, chosen when the node was bounded. */
  readonly variable: number;
  /** Where to split it, strictly inside the edge; an integer variable is split between the integers around it. */
  readonly point: number;
  /** Where the upper half begins, if its variable is not an integer: at the point or, where nothing is lost, beyond it. */
  readonly above: number;
  /** What the bounder knows about the box and may use for its parts; the queue may forget it. */
  knowledge: Knowledge | null;
  /** The bounder's candidate, null unless the incumbent finder starts from it. */
  readonly candidate: Float64Array | null;
  /** Nodes are numbered as they are made, so that ties have an order. */
  readonly serial: number;
}

/** Memory that an open node takes besides its knowledge, in bytes: corners, and the objects around them as measured on V8. */
export function bytesPerNode(variables: number, candidateBytes: number): number {
  return 16 * variables + candidateBytes + 200;
}
