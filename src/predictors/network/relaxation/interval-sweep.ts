import type { Interval } from "../../../numeric/interval.js";
import type { Matrix } from "../../../numeric/matrix.js";
import type { AffineLayer, BivariateLayer, UnivariateLayer } from "../layer.js";
import type { RelaxationState } from "./state.js";
import { TINY } from "./state.js";

const range: Interval = { lower: 0, upper: 0 };

/**
 * Natural interval extension of layer k from the enclosures of its sources (R. E. Moore, Interval Analysis, 1966), in centre
 * and radius form for affine layers. Returns false if the layer is defined nowhere on the box.
 */
export function intervalStep(state: RelaxationState, k: number): boolean {
  const layer = state.layers[k];
  switch (layer.kind) {
    case "input":
      return true;
    case "affine":
      affineStep(state, k, layer);
      return true;
    case "univariate":
      return univariateStep(state, k, layer);
    case "bivariate":
      return bivariateStep(state, k, layer);
  }
}

function affineStep(state: RelaxationState, k: number, layer: AffineLayer): void {
  const lower = state.lower[k];
  const upper = state.upper[k];
  const rowMagnitudes = state.rowMagnitudes[k];
  // `lower` collects the centres and `upper` the radii until the end.
  lower.set(layer.bias);
  upper.fill(0);
  rowMagnitudes.set(layer.biasMagnitude);
  for (const { source, matrix } of state.plans[k]) {
    addRows(matrix, state.middles[source], state.radii[source], state.sizes[source], lower, upper, rowMagnitudes);
  }
  const margin = state.rowMargins[k];
  for (let r = 0; r < lower.length; r++) {
    const centre = lower[r];
    const radius = upper[r] + margin * rowMagnitudes[r] + TINY;
    const isBounded = radius < Number.POSITIVE_INFINITY;
    lower[r] = isBounded ? centre - radius : Number.NEGATIVE_INFINITY;
    upper[r] = isBounded ? centre + radius : Number.POSITIVE_INFINITY;
  }
}

/** centres += M middles, spans += |M| radii, sums += |M| sizes. */
function addRows(
  m: Matrix,
  middles: Float64Array,
  radii: Float64Array,
  sizes: Float64Array,
  centres: Float64Array,
  spans: Float64Array,
  sums: Float64Array,
): void {
  const isDense = m.kind === "dense";
  const entries = isDense ? m.data : m.values;
  for (let r = 0; r < m.rows; r++) {
    const start = isDense ? r * m.columns : m.starts[r];
    const end = isDense ? start + m.columns : m.starts[r + 1];
    let centre = 0;
    let span = 0;
    let sum = 0;
    if (isDense) {
      for (let k = start, c = 0; k < end; k++, c++) {
        const w = entries[k];
        const a = Math.abs(w);
        centre += w * middles[c];
        span += a * radii[c];
        sum += a * sizes[c];
      }
    } else {
      for (let k = start; k < end; k++) {
        const c = m.indices[k];
        const w = entries[k];
        const a = Math.abs(w);
        centre += w * middles[c];
        span += a * radii[c];
        sum += a * sizes[c];
      }
    }
    centres[r] += centre;
    spans[r] += span;
    sums[r] += sum;
  }
}

function univariateStep(state: RelaxationState, k: number, layer: UnivariateLayer): boolean {
  const { phi, source } = layer;
  const sourceLower = state.lower[source];
  const sourceUpper = state.upper[source];
  const lower = state.lower[k];
  const upper = state.upper[k];
  for (let j = 0; j < lower.length; j++) {
    phi.range(sourceLower[j], sourceUpper[j], range);
    if (range.lower > range.upper) return false;
    lower[j] = range.lower;
    upper[j] = range.upper;
  }
  return true;
}

function bivariateStep(state: RelaxationState, k: number, layer: BivariateLayer): boolean {
  const { left, right, operation } = layer;
  const lower = state.lower[k];
  const upper = state.upper[k];
  for (let j = 0; j < lower.length; j++) {
    operation.range(state.lower[left][j], state.upper[left][j], state.lower[right][j], state.upper[right][j], range);
    lower[j] = range.lower;
    upper[j] = range.upper;
  }
  return true;
}
