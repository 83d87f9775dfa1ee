/**
 * What is left of a sum of trees where only some cells of each feature are possible: a graphical model whose variables are
 * the features, their states the cells, and whose factors are the trees with more than one reachable leaf. Everything
 * is in flat arrays and never changes once made. Values are integers in units of a power of two (see Quantum).
 *
 * A factor has leaves and *slots*, one per feature that it distinguishes. A slot divides the feature's cells into segments,
 * on which the factor does not distinguish cells; leaf i covers the segments first .. last of slot s, which are found at
 * `entry + i` with entry = entryStart[g] + (s - slotStart[g]) * leaves of g. Each segment carries a message: a value that
 * is given to the feature's cells and taken from the factor's leaves.
 */
export interface EnsembleInstance {
  /** Which root it is a part of: others have other units, and their workspaces may be too small for it. */
  readonly origin: symbol;
  readonly factors: number;
  /** Per factor: which of the ensemble's trees it is. */
  readonly tree: Int32Array;
  /** Sum of the trees with one reachable leaf. */
  readonly constant: number;
  /** Per factor, with an end: first leaf, first slot, first entry. */
  readonly leafStart: Int32Array;
  readonly slotStart: Int32Array;
  readonly entryStart: Int32Array;
  /** Per leaf. */
  readonly value: Float64Array;
  /** Per slot; segmentStart with an end. */
  readonly slotFeature: Int32Array;
  readonly slotFactor: Int32Array;
  readonly segmentStart: Int32Array;
  /** Per segment: its first cell, counted within the feature; the message. */
  readonly segmentCell: Int32Array;
  readonly message: Float64Array;
  /** Per entry, a segment counted within the slot. */
  readonly first: SegmentIndices;
  readonly last: SegmentIndices;
  /** Per feature, with an end: first cell, first element of featureSlots. */
  readonly cellStart: Int32Array;
  readonly featureSlotStart: Int32Array;
  /** Slots, ordered by feature. */
  readonly featureSlots: Int32Array;
  /** Per cell: the first and last cell of the ensemble that it stands for (those between may be ruled out). */
  readonly firstCell: Int32Array;
  readonly lastCell: Int32Array;
  /** Per cell: lower bound of the feature's own term; null if no feature has one. */
  readonly unary: Float64Array | null;
}

/** Uint32 only where a tree distinguishes more than 65536 segments. */
export type SegmentIndices = Uint16Array | Uint32Array;

export function bytesOf(instance: EnsembleInstance): number {
  let bytes = 0;
  for (const member of Object.values(instance)) if (ArrayBuffer.isView(member)) bytes += member.byteLength + 100;
  return bytes;
}

/** The slots of each feature, in the order of the factors. */
export function slotsByFeature(features: number, slotFeature: Int32Array) {
  const featureSlotStart = new Int32Array(features + 1);
  for (const j of slotFeature) featureSlotStart[j + 1]++;
  for (let j = 0; j < features; j++) featureSlotStart[j + 1] += featureSlotStart[j];
  const next = featureSlotStart.slice();
  const featureSlots = new Int32Array(slotFeature.length);
  for (let s = 0; s < slotFeature.length; s++) featureSlots[next[slotFeature[s]]++] = s;
  return { featureSlotStart, featureSlots };
}
