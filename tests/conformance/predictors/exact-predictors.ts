import type { Decimal } from "decimal.js";
import type { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import type { RegionDefinition, RegionsDefinition } from "../../../src/predictors/convex-regions/definition.js";
import type { Norm } from "../../../src/predictors/data-distance/norm.js";
import type { PowerSumDefinition } from "../../../src/predictors/power-sum/power-expansion.js";
import type { Trees } from "../../../src/predictors/tree-ensemble/trees.js";
import { D, exact } from "../../numeric/exact-decimal.js";

/** Outputs of models at points in 60 digits. */

const ZERO = new D(0);

function total(values: readonly Decimal[]): Decimal {
  return values.reduce((sum, value) => sum.add(value), ZERO);
}

export function treesAt(trees: Trees, x: readonly Decimal[]): Decimal[] {
  const { roots, feature, threshold, left, right, values, outputs, base, aggregate } = trees;
  const leaves = Array.from(roots, (root) => {
    let node = root;
    while (feature[node] >= 0) node = x[feature[node]].lte(exact(threshold[node])) ? left[node] : right[node];
    return node;
  });
  return Array.from(base, (own, o) => {
    const reached = leaves.map((leaf) => exact(values[leaf * outputs + o]));
    return exact(own).add(aggregated(reached, aggregate));
  });
}

function aggregated(values: readonly Decimal[], aggregate: Trees["aggregate"]): Decimal {
  if (aggregate === "minimum") return D.min(...values);
  if (aggregate === "maximum") return D.max(...values);
  return aggregate === "sum" ? total(values) : total(values).div(values.length);
}

/** Of the region that counts at x; null where there is none. */
export function regionsAt(model: ConvexRegions, { regions }: RegionsDefinition, x: Float64Array): Decimal[] | null {
  const r = model.regionAt(x);
  return r < 0 ? null : [regionAt(regions[r], Array.from(x, exact))];
}

function regionAt({ constant, slopes, squares = [] }: RegionDefinition, x: readonly Decimal[]): Decimal {
  const product = (row: readonly number[]) => total(row.map((a, j) => exact(a).mul(x[j])));
  return total([
    exact(constant),
    product(slopes),
    ...squares.map(({ row, offset }) => product(row).add(exact(offset)).pow(2)),
  ]);
}

/** Mean distance to the k nearest points. */
export function distanceAt(norm: Norm, points: Float64Array, k: number, x: readonly Decimal[]): Decimal[] {
  const lengths = Array.from({ length: points.length / x.length }, (_, i) => {
    const parts = x.map((value, j) => value.sub(exact(points[i * x.length + j])).abs());
    if (norm === "linf") return D.max(...parts);
    return norm === "l1" ? total(parts) : total(parts.map((part) => part.mul(part))).sqrt();
  }).sort((a, b) => a.comparedTo(b));
  return [total(lengths.slice(0, k)).div(k)];
}

/** Distance to the cube [-1, 1]^d. */
export function cubeDistanceAt(x: readonly Decimal[]): Decimal[] {
  return [total(x.map((value) => D.max(0, value.abs().sub(1)).pow(2))).sqrt()];
}

/** sum_i weights_oi (slopes_i . x + offsets_i)^degree. */
export function powerSumAt(
  { inputs, degree, slopes, offsets, weights }: PowerSumDefinition,
  x: readonly Decimal[],
): Decimal[] {
  const powers = Array.from(offsets, (offset, i) => {
    const products = x.map((value, j) => value.mul(exact(slopes[i * inputs + j])));
    return total(products).add(exact(offset)).pow(degree);
  });
  return Array.from({ length: weights.length / offsets.length }, (_, o) =>
    total(powers.map((power, i) => power.mul(exact(weights[o * offsets.length + i])))),
  );
}

/** sum_i weights_oi exp(-|x - z_i|^2 / 2). */
export function expansionAt(points: Float64Array, weights: Float64Array, x: readonly Decimal[]): Decimal[] {
  const count = points.length / x.length;
  const kernels = Array.from({ length: count }, (_, i) =>
    D.exp(total(x.map((value, j) => value.sub(exact(points[i * x.length + j])).pow(2))).div(-2)),
  );
  return Array.from({ length: weights.length / count }, (_, o) =>
    total(kernels.map((kernel, i) => kernel.mul(exact(weights[o * count + i])))),
  );
}
