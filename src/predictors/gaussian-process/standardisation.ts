/** (x - offset) / scale per column. */
export interface Standardisation {
  readonly offset: Float64Array;
  readonly scale: Float64Array;
}

/** Mean and standard deviation of the columns of a matrix (rows x columns, row-major); a constant column has the scale 1. */
export function standardisation(values: Float64Array, columns: number): Standardisation {
  const rows = values.length / columns;
  const offset = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) offset[i % columns] += values[i] / rows;
  for (let i = 0; i < values.length; i++) scale[i % columns] += (values[i] - offset[i % columns]) ** 2 / rows;
  return { offset, scale: scale.map((square) => (square > 0 ? Math.sqrt(square) : 1)) };
}

export function standardised(values: Float64Array, { offset, scale }: Standardisation): Float64Array {
  const columns = offset.length;
  return values.map((value, i) => (value - offset[i % columns]) / scale[i % columns]);
}
