import type { FunctionalMinimum } from "../../../numeric/functional-minimum.js";
import { down, gamma, up } from "../../../numeric/rounding.js";
import { sourcesOf } from "../layer.js";
import type { BackwardSweep } from "./backward-sweep.js";
import type { RowCopy } from "./exact-copies.js";
import { pieceAt } from "./pieces.js";
import type { Pieces, RelaxationState } from "./state.js";

/**
 * Tightens the enclosures of deep argument layers by carrying each of their elements back to the inputs, both signs. An
 * element whose readers are exact lines on its present interval (a stable ReLU) is skipped: tighter bounds cannot help.
 */
export class RowTightening {
  private readonly readers: readonly (readonly number[])[];
  private readonly chosen: Int32Array;
  /** Whether all elements of a layer repeat the same one. */
  private readonly isRepeated: Uint8Array;

  constructor(
    private readonly state: RelaxationState,
    private readonly backward: BackwardSweep,
  ) {
    this.readers = state.layers.map((_, k) => nonlinearReaders(state, k));
    this.chosen = new Int32Array(backward.capacity >> 1);
    this.isRepeated = Uint8Array.from(state.layers, ({ size }, k) => (isOneElement(state.copies[k], size) ? 1 : 0));
  }

  /** Tightens layer k in place; both rows become the layer's forms, which are constants for elements that are skipped. */
  run(k: number, polytope: FunctionalMinimum | null = null): void {
    const { state, chosen } = this;
    const size = this.isRepeated[k] === 1 ? 1 : state.layers[k].size;
    this.startForms(k);
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
    if (this.isRepeated[k] === 1) this.repeat(k);
    state.hasForms[k] = 1;
  }

  /** All elements are the first one. */
  private repeat(k: number): void {
    const { state } = this;
    const { coefficients, radii, constants, constantRadii } = state.forms[k];
    const size = state.layers[k].size;
    for (const perElement of [state.lower[k], state.upper[k], constants, constantRadii]) perElement.fill(perElement[0]);
    for (let q = 0; q < coefficients.length; q += size) {
      coefficients.fill(coefficients[q], q, q + size);
      radii.fill(radii[q], q, q + size);
    }
  }

  private startForms(k: number): void {
    const { coefficients, radii, constants, constantRadii } = this.state.forms[k];
    const lower = this.state.lower[k];
    const upper = this.state.upper[k];
    coefficients.fill(0);
    radii.fill(0);
    for (let j = 0; j < lower.length; j++) setConstant(constants, constantRadii, j, lower[j], upper[j]);
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
    const { coefficients, radii, constants, constantRadii } = state.forms[k];
    const size = state.layers[k].size;
    const n = state.inputs;
    for (let c = 0; c < count; c++) {
      const j = chosen[c];
      const low = boundOf(backward, 2 * c, n, polytope);
      const high = -boundOf(backward, 2 * c + 1, n, polytope);
      if (low > state.lower[k][j]) state.lower[k][j] = low;
      if (high < state.upper[k][j]) state.upper[k][j] = high;
      setConstant(constants, constantRadii, j, backward.centreValues[2 * c], -backward.centreValues[2 * c + 1]);
      let rounded = 0;
      for (let i = 0; i < n; i++) {
        const low = backward.coefficients[2 * c * n + i];
        const high = -backward.coefficients[(2 * c + 1) * n + i];
        coefficients[i * size + j] = 0.5 * (low + high);
        radii[i * size + j] = 0.5 * (high - low);
        rounded += (Math.abs(low) + Math.abs(high)) * state.halfWidths[i];
      }
      constantRadii[j] = up(constantRadii[j] + gamma(n + 8) * rounded);
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

function isOneElement(copies: readonly RowCopy[], size: number): boolean {
  const [first] = copies;
  return (
    copies.length === size &&
    copies.every(({ source, column }) => source >= 0 && source === first.source && column === first.column)
  );
}

function setConstant(constants: Float64Array, radii: Float64Array, j: number, low: number, high: number): void {
  const middle = 0.5 * low + 0.5 * high;
  constants[j] = middle;
  radii[j] = up(Math.max(high - middle, middle - low, 0));
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
