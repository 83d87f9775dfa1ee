import type { RelaxationState } from "./state.js";

/** More than half a unit in the last place of a float32, relative to the number; and more than its smallest subnormal. */
const STEP = 2 ** -23;
const SMALLEST = 2 ** -149;
/** Largest float32: beyond it only the far end can be stored. */
const LARGEST = 2 ** 128 - 2 ** 104;

/**
 * The enclosures of the arguments of functions with kinks, in float32 rounded outward. They hold on every part of the box,
 * so children inherit them: an argument that cannot change sign any more needs no row of its own, and the intervals of the
 * layers behind stay as tight as the parent's.
 */
export class EnclosureMemory {
  /** Length of a record, two numbers an argument; 0 where the network has no kinks. */
  readonly length: number;
  private readonly offsets: Int32Array;

  constructor(private readonly state: RelaxationState) {
    const { layers } = state;
    const isRemembered = layers.map(() => false);
    for (const layer of layers) {
      if (layer.kind === "univariate" && !layer.phi.smooth) isRemembered[layer.source] = true;
    }
    this.offsets = new Int32Array(layers.length).fill(-1);
    let length = 0;
    isRemembered.forEach((isKept, k) => {
      if (!isKept) return;
      this.offsets[k] = length;
      length += 2 * layers[k].size;
    });
    this.length = length;
  }

  /** Intersects the enclosures of layer k with the record. */
  apply(k: number, record: Float32Array): void {
    const offset = this.offsets[k];
    if (offset < 0) return;
    const lower = this.state.lower[k];
    const upper = this.state.upper[k];
    for (let j = 0, q = offset; j < lower.length; j++, q += 2) {
      if (record[q] > lower[j]) lower[j] = record[q];
      if (record[q + 1] < upper[j]) upper[j] = record[q + 1];
    }
  }

  /** A record of the last finished sweep. */
  record(): Float32Array {
    const record = new Float32Array(this.length);
    this.offsets.forEach((offset, k) => {
      if (offset < 0) return;
      const lower = this.state.lower[k];
      const upper = this.state.upper[k];
      for (let j = 0, q = offset; j < lower.length; j++, q += 2) {
        // A float64 zero stays zero: that is what makes a neuron stable.
        const low = lower[j] === 0 ? 0 : lower[j] - (Math.abs(lower[j]) * STEP + SMALLEST);
        const high = upper[j] === 0 ? 0 : upper[j] + (Math.abs(upper[j]) * STEP + SMALLEST);
        record[q] = Math.min(low, LARGEST);
        record[q + 1] = Math.max(high, -LARGEST);
      }
    });
    return record;
  }
}
