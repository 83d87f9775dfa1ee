/** Points scaled to zero mean and unit deviation by column; a constant column keeps its unit. */
export interface TrainingData {
  readonly inputs: number;
  readonly count: number;
  /** Row-major, count x inputs, scaled. */
  readonly X: Float64Array;
  /** Scaled, alike. */
  readonly y: Float64Array;
  readonly offsets: Float64Array;
  readonly scales: Float64Array;
  readonly targetOffset: number;
  readonly targetScale: number;
  /** The box of the data, in their own units. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** @param X row-major, y.length x inputs */
export function trainingData(X: Float64Array, y: Float64Array, inputs: number): TrainingData {
  const count = y.length;
  const columns = Array.from({ length: inputs }, (_, j) => Float64Array.from(y, (_target, i) => X[i * inputs + j]));
  const measured = columns.map(measure);
  const target = measure(y);
  return {
    inputs,
    count,
    X: X.map((value, k) => (value - measured[k % inputs].mean) / measured[k % inputs].deviation),
    y: y.map((value) => (value - target.mean) / target.deviation),
    offsets: Float64Array.from(measured, ({ mean }) => mean),
    scales: Float64Array.from(measured, ({ deviation }) => deviation),
    targetOffset: target.mean,
    targetScale: target.deviation,
    lower: Float64Array.from(columns, (column) => column.reduce((least, v) => Math.min(least, v), Infinity)),
    upper: Float64Array.from(columns, (column) => column.reduce((most, v) => Math.max(most, v), -Infinity)),
  };
}

function measure(column: Float64Array): { mean: number; deviation: number } {
  const mean = column.reduce((sum, value) => sum + value / column.length, 0);
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2 / column.length, 0);
  const deviation = Math.sqrt(variance);
  return { mean, deviation: deviation > 0 && Number.isFinite(deviation) ? deviation : 1 };
}

/** constant + slopes . x in the data's units, from a fit (constant, then slopes) in scaled ones. */
export function unscaledModel(data: TrainingData, fit: Float64Array): { constant: number; slopes: number[] } {
  const { offsets, scales, targetOffset, targetScale } = data;
  const slopes = Array.from(scales, (scale, j) => (targetScale * fit[j + 1]) / scale);
  const constant = slopes.reduce((sum, slope, j) => sum - slope * offsets[j], targetOffset + targetScale * fit[0]);
  return { constant, slopes };
}

/** row . x <= limit in the data's units, from one in scaled ones; the row has unit length. */
export function unscaledRow(
  data: TrainingData,
  row: ArrayLike<number>,
  limit: number,
): { row: number[]; limit: number } {
  const raw = Array.from(row, (a, j) => a / data.scales[j]);
  const length = Math.hypot(...raw) || 1;
  const unit = raw.map((a) => a / length);
  return { row: unit, limit: unit.reduce((sum, a, j) => sum + a * data.offsets[j], limit / length) };
}
