/** A closed box: lower[j] <= x[j] <= upper[j], both finite. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function box(lower: ArrayLike<number>, upper: ArrayLike<number>): Box {
  return { lower: Float64Array.from(lower), upper: Float64Array.from(upper) };
}

export function copyBox(source: Box): Box {
  return { lower: source.lower.slice(), upper: source.upper.slice() };
}

/** Writes the middle of the box to `out`. */
export function midpoint(source: Box, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] = 0.5 * source.lower[j] + 0.5 * source.upper[j];
}

/** Whether all of the inner box lies in the outer one. */
export function isWithin(inner: Box, outer: Box): boolean {
  for (let j = 0; j < outer.lower.length; j++) {
    if (!(outer.lower[j] <= inner.lower[j] && inner.upper[j] <= outer.upper[j])) return false;
  }
  return true;
}

/** The smallest box that contains both. */
export function hull(a: Box, b: Box): Box {
  return {
    lower: a.lower.map((low, j) => Math.min(low, b.lower[j])),
    upper: a.upper.map((high, j) => Math.max(high, b.upper[j])),
  };
}

/** Moves the edges of element j inward to others, where these are further in; returns whether one has moved. */
export function moveInward(box: Box, j: number, lower: number, upper: number): boolean {
  const isHigher = lower > box.lower[j];
  const isLower = upper < box.upper[j];
  if (isHigher) box.lower[j] = lower;
  if (isLower) box.upper[j] = upper;
  return isHigher || isLower;
}
