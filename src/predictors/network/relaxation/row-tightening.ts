import type { FunctionalMinimum } from "../../../numeric/functional-minimum.js";
import { down } from "../../../numeric/rounding.js";
import { sourcesOf } from "../layer.js";
import type { BackwardSweep } from "./backward-sweep.js";
import { pieceAt } from "./pieces.js";
import type { Pieces, RelaxationState } from "./state.js";

/**
 * Tightens the enclosures of deep argument layers by carrying each of their elements back to the inputs, both signs. An
 * element whose readers are exact lines on its present interval (a stable ReLU) is skipped: tighter bounds cannot help.
 */
export class RowTightening {
  private readonly readers: readonly (readonly number[])[];
  private readonly chosen: Int32Array;

  constructor(
    private readonly state: RelaxationState,
    private readonly backward: BackwardSweep,
  ) {
    this.readers = state.layers.map((_, k) => nonlinearReaders(state, k));
    this.chosen = new Int32Array(backward.capacity >> 1);
  }

  /** Tightens layer k in place; the mean of both rows' coefficients becomes the layer's forms' coefficients. */
  run(k: number, polytope: FunctionalMinimum | null = null): void {
    const { state, chosen } = this;
    const size = state.layers[k].size;
    state.forms[k].coefficients.fill(0);
    let count = 0;
    for (let j = 0; j < size; j++) {
      if (!this.isLoose(k, j)) continue;
      chosen[count++] = j;
      if (count === chosen.length) {
        this.tighten(k, count, polytope);
        count = 0;
      }
    }
    if (count > 0) this.tighten(k, count, polytope);
    state.hasForms[k] = 1;
  }

  private tighten(k: number, count: number, polytope: FunctionalMinimum | null): void {
    const { state, backward, chosen } = this;
    const rows = 2 * count;
    backward.begin(rows);
    for (let c = 0; c < count; c++) {
      backward.seed(k, chosen[c], 1, 2 * c, rows);
      backward.seed(k, chosen[c], -1, 2 * c + 1, rows);
    }
    backward.run(k, rows);
    const { coefficients } = state.forms[k];
    const size = state.layers[k].size;
    const n = state.inputs;
    for (let c = 0; c < count; c++) {
      const j = chosen[c];
      const low = boundOf(backward, 2 * c, n, polytope);
      const high = -boundOf(backward, 2 * c + 1, n, polytope);
      if (low > state.lower[k][j]) state.lower[k][j] = low;
      if (high < state.upper[k][j]) state.upper[k][j] = high;
      for (let i = 0; i < n; i++) {
        const mean = backward.coefficients[2 * c * n + i] - backward.coefficients[(2 * c + 1) * n + i];
        coefficients[i * size + j] = 0.5 * mean;
      }
    }
  }

  /** Whether some reader of the element has different lower and upper pieces on its present interval. */
  private isLoose(k: number, j: number): boolean {
    const { state } = this;
    for (const reader of this.readers[k]) {
      const layer = state.layers[reader];
      if (layer.kind === "bivariate" || layer.kind === "model") return true;
      if (layer.kind !== "univariate") continue;
      if (layer.phi.smooth) return true;
      pieceAt(state, reader, j, Number.NaN, Number.NaN, true);
      pieceAt(state, reader, j, Number.NaN, Number.NaN, false);
      const pieces = state.pieces[reader] as Pieces;
      const isLine =
        pieces.lowerSlopes[0][j] === pieces.upperSlopes[0][j] &&
        pieces.lowerIntercepts[j] === pieces.upperIntercepts[j];
      if (!isLine) return true;
    }
    return false;
  }
}

/** Lower bound of a row of the sweep over the box, or over the polytope. */
function boundOf(backward: BackwardSweep, row: number, n: number, polytope: FunctionalMinimum | null): number {
  const overBox = backward.bounds[row];
  if (polytope === null) return overBox;
  const bound = down(backward.centreValues[row] + polytope.of(backward.coefficients, row * n));
  return bound > overBox ? bound : overBox;
}

function nonlinearReaders(state: RelaxationState, k: number): number[] {
  const readers: number[] = [];
  state.layers.forEach((layer, reader) => {
    if (layer.kind !== "affine" && sourcesOf(layer).includes(k)) readers.push(reader);
  });
  return readers;
}
