import { z } from "zod";
import { type Constant, exactly, multiplied, negated, ZERO } from "../constant.js";
import type { Expression } from "../expression.js";
import { InputError } from "../input-error.js";
import type { DomainData, DomainScope } from "./kind.js";

/** Coordinates in which data have comparable ranges: (x - offset) * factor. */
export interface Scaling {
  readonly offset: readonly number[];
  readonly factor: readonly number[];
}

/** What every domain in scaled coordinates stores. */
export const scalingShape = { offset: z.array(z.number()).min(1), factor: z.array(z.number()).min(1) };

/**
 * Number of inputs of a scaling whose factors are as many as its offsets.
 * @param lists lengths of stored lists by name, each a positive multiple of that number
 * @throws InputError
 */
export function scaledDimension({ offset, factor }: Scaling, lists: Readonly<Record<string, number>> = {}): number {
  const dimension = offset.length;
  if (factor.length !== dimension) {
    throw new InputError(`${dimension} offsets and ${factor.length} factors; there has to be one of each per input`);
  }
  for (const [name, length] of Object.entries(lists)) {
    if (length > 0 && length % dimension === 0) continue;
    throw new InputError(`${name}: ${length} coordinates do not describe points of ${dimension} inputs`);
  }
  return dimension;
}

/** (x_j - offset_j) * factor_j as formulas. */
export function scaledInputs({ graph, inputs }: DomainScope, { offset, factor }: Scaling): Expression[] {
  return inputs.map((x, j) => {
    const slope = exactly(factor[j]);
    const shift: Constant = offset[j] === 0 ? ZERO : negated(multiplied(exactly(offset[j]), slope));
    return graph.sum([x], [slope], shift);
  });
}

/** The scaling that maps the range of every column to [0, 1]; a constant column keeps its unit. */
export function rangeScaling({ dimension, count, points }: DomainData): Scaling {
  const columns = Array.from({ length: dimension }, (_, j) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      least = Math.min(least, points[i * dimension + j]);
      most = Math.max(most, points[i * dimension + j]);
    }
    return { least, width: most - least };
  });
  return {
    offset: columns.map(({ least }) => least),
    factor: columns.map(({ width }) => (width > 0 && Number.isFinite(1 / width) ? 1 / width : 1)),
  };
}

/** The points in scaled coordinates, row-major. */
export function scaledPoints({ dimension, points }: DomainData, { offset, factor }: Scaling): number[] {
  return Array.from(points, (value, k) => (value - offset[k % dimension]) * factor[k % dimension]);
}

/** The scaling that goes on from another one: coordinates u = (z - centre) * stretch of its coordinates z. */
export function refined(
  { offset, factor }: Scaling,
  centre: readonly number[],
  stretch: readonly number[] | number,
): Scaling {
  return {
    offset: offset.map((value, j) => value + centre[j] / factor[j]),
    factor: factor.map((value, j) => value * (typeof stretch === "number" ? stretch : stretch[j])),
  };
}
