import type { Interval } from "../../../numeric/interval.js";
import type { DenseMatrix, Matrix, SparseMatrix } from "../../../numeric/matrix.js";
import type { AffineLayer, BivariateLayer, UnivariateLayer } from "../layer.js";
import type { RelaxationState } from "./state.js";
import { TINY } from "./state.js";

const range: Interval = { lower: 0, upper: 0 };
const sums: Sums = { centres: new Float64Array(0), spans: new Float64Array(0), sizes: new Float64Array(0) };

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
    case "model":
      return state.models[k]?.range(state.lower[k], state.upper[k]) ?? true;
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
  sums.centres = lower;
  sums.spans = upper;
  sums.sizes = rowMagnitudes;
  for (const { source, matrix } of state.plans[k]) addTerm(state, source, matrix, sums);
  const margin = state.rowMargins[k];
  for (let r = 0; r < lower.length; r++) {
    const centre = lower[r];
    const radius = upper[r] + margin * rowMagnitudes[r] + TINY;
    if (radius < Number.POSITIVE_INFINITY) {
      lower[r] = centre - radius;
      upper[r] = centre + radius;
    } else {
      lower[r] = rowEnd(state, layer, r, margin, 1);
      upper[r] = -rowEnd(state, layer, r, margin, -1);
    }
  }
  for (const { row, source, column } of state.copies[k]) {
    lower[row] = source < 0 ? layer.bias[row] : state.lower[source][column];
    upper[row] = source < 0 ? layer.bias[row] : state.upper[source][column];
  }
}

/**
 * Lower end of sign * row r by the ends of its sources, each on its own: where one side of a source is infinite (an exponential that
 * overflows) the other one still counts.
 */
function rowEnd(
  state: RelaxationState,
  { terms, bias, biasMagnitude }: AffineLayer,
  r: number,
  margin: number,
  sign: 1 | -1,
): number {
  let end = sign * bias[r];
  let size = biasMagnitude[r];
  for (const { source, matrix } of terms) {
    const isDense = matrix.kind === "dense";
    const from = isDense ? r * matrix.columns : matrix.starts[r];
    const to = isDense ? from + matrix.columns : matrix.starts[r + 1];
    for (let k = from; k < to; k++) {
      const w = sign * (isDense ? matrix.data[k] : matrix.values[k]);
      if (w === 0) continue;
      const c = isDense ? k - from : matrix.indices[k];
      const least = w * (w > 0 ? state.lower[source][c] : state.upper[source][c]);
      end += least;
      size += Math.abs(least);
    }
  }
  const value = end - margin * size - TINY;
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}

/** Adds M middles, |M| radii and |M| sizes of a source to a layer's sums; inactive elements of the source are zero. */
function addTerm(state: RelaxationState, source: number, m: Matrix, sums: Sums): void {
  const isWhole = state.activeCounts[source] === m.columns;
  if (m.kind === "sparse") addSparse(m, state.middles[source], state.radii[source], state.sizes[source], sums);
  else if (isWhole) addDense(m, state.middles[source], state.radii[source], state.sizes[source], sums);
  else addPicked(m, state, source, sums);
}

/** Per row: sum W middle, sum |W| radius, sum |W| size. */
interface Sums {
  centres: Float64Array;
  spans: Float64Array;
  sizes: Float64Array;
}

function addDense(m: DenseMatrix, middles: Float64Array, radii: Float64Array, sizes: Float64Array, sums: Sums): void {
  const { rows, columns, data } = m;
  const { centres, spans, sizes: totals } = sums;
  for (let r = 0, k = 0; r < rows; r++) {
    let centre = 0;
    let span = 0;
    let size = 0;
    for (let c = 0; c < columns; c++, k++) {
      const w = data[k];
      const a = Math.abs(w);
      centre += w * middles[c];
      span += a * radii[c];
      size += a * sizes[c];
    }
    centres[r] += centre;
    spans[r] += span;
    totals[r] += size;
  }
}

function addPicked(m: DenseMatrix, state: RelaxationState, source: number, sums: Sums): void {
  const { rows, columns, data } = m;
  const { centres, spans, sizes: totals } = sums;
  const middles = state.middles[source];
  const radii = state.radii[source];
  const sizes = state.sizes[source];
  const active = state.actives[source];
  const count = state.activeCounts[source];
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    let centre = 0;
    let span = 0;
    let size = 0;
    for (let i = 0; i < count; i++) {
      const c = active[i];
      const w = data[start + c];
      const a = Math.abs(w);
      centre += w * middles[c];
      span += a * radii[c];
      size += a * sizes[c];
    }
    centres[r] += centre;
    spans[r] += span;
    totals[r] += size;
  }
}

function addSparse(m: SparseMatrix, middles: Float64Array, radii: Float64Array, sizes: Float64Array, sums: Sums): void {
  const { rows, starts, indices, values } = m;
  const { centres, spans, sizes: totals } = sums;
  for (let r = 0; r < rows; r++) {
    let centre = 0;
    let span = 0;
    let size = 0;
    for (let k = starts[r]; k < starts[r + 1]; k++) {
      const c = indices[k];
      const w = values[k];
      const a = Math.abs(w);
      centre += w * middles[c];
      span += a * radii[c];
      size += a * sizes[c];
    }
    centres[r] += centre;
    spans[r] += span;
    totals[r] += size;
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
    if (range.lower > range.upper) {
      if (state.isRead[k][j] === 1) return false;
      // Any numbers do for an element that only meets coefficients of zero; infinite ones would make NaN with them.
      range.lower = 0;
      range.upper = 0;
    }
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
