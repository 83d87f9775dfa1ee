/** (row . x + offset)^2. */
export interface SquareDefinition {
  readonly row: readonly number[];
  readonly offset: number;
}

/** A polytope, and the affine or convex quadratic function that stands for the model on it. */
export interface RegionDefinition {
  /** Sides parallel to the axes, one per input; null or absent: none. */
  readonly lower?: readonly (number | null)[] | undefined;
  readonly upper?: readonly (number | null)[] | undefined;
  /** rows[i] . x <= limits[i]. */
  readonly rows?: readonly (readonly number[])[] | undefined;
  readonly limits?: readonly number[] | undefined;
  /** constant + slopes . x + the sum of the squares. */
  readonly constant: number;
  readonly slopes: readonly number[];
  readonly squares?: readonly SquareDefinition[] | undefined;
}

/**
 * A union of polytopes with a model each: the value at x is the least over the regions that contain x, and there is none where no
 * region does.
 */
export interface RegionsDefinition {
  readonly inputs: number;
  /** A point this far beyond a side or a limit still belongs to a region, in units of the row; 1e-9 by default. */
  readonly tolerance?: number | undefined;
  readonly regions: readonly RegionDefinition[];
}
