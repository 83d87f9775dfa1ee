import type { Bounder } from "../bounds/bounder.js";
import type { Rows } from "../bounds/rows.js";
import { type BoundingMethodName, createBounder } from "../bounds/table.js";
import type { Box } from "../numeric/box.js";

import { denseMatrix } from "../numeric/matrix.js";
import type { Random } from "../numeric/random.js";
import { down, gamma, up } from "../numeric/rounding.js";
import { facetChoices, facetNormals } from "../numeric/zonotope.js";
import { NetworkBuilder } from "../predictors/network/builder.js";
import { type AffineMap, latentSpace } from "../predictors/network/latent-space.js";
import type { Layer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { ConstrainedMultistart } from "./incumbent/constrained-multistart.js";
import type { IncumbentFinder } from "./incumbent/finder.js";
import { objectiveOf } from "./incumbent/network-objective.js";
import type { Objective } from "./incumbent/objective.js";
import { preimageOf } from "./latent-preimage.js";

/** Beyond so many facets of the box's image, the rows cost more than the variables that are saved. */
const MOST_FACETS = 150;

export interface LatentSearch {
  /** Around the image of the problem's box. */
  readonly box: Box;
  readonly bounder: Bounder;
  readonly objective: Objective;
  readonly finder: IncumbentFinder;
  /** The image of a point, and a point whose image is nearly the given one. */
  readonly imageOf: (x: Float64Array) => Float64Array;
  readonly pointOf: (z: Float64Array) => Float64Array;
}

export interface LatentOptions {
  readonly bounds: BoundingMethodName;
  readonly random: Random;
  readonly feasibilityTolerance: number;
}

/**
 * The search of a network that sees its inputs through fewer linear combinations of them (behind a principal component analysis, in an active
 * subspace, or with a narrow first layer): over those combinations, in the image of the box, a zonotope, whose facets are rows. Null: there
 * are none, or too many facets.
 * @param network the objective alone, to be minimized
 */
export function latentSearch(network: Network, box: Box, options: LatentOptions): LatentSearch | null {
  const latent = latentSpace(network);
  if (latent === null) return null;
  const { map, outer } = latent;
  const { size, inputs, matrix } = map;
  if (facetChoices(size, inputs) > MOST_FACETS || outer.layers.every(isAffine)) return null;
  const generators = matrix.map((value, k) => value * 0.5 * (box.upper[k % inputs] - box.lower[k % inputs]));
  // An interval has no facets but its ends.
  const normals = size > 1 ? facetNormals(generators, size) : [];
  const whole = imageBox(map, box);
  const rows = {
    count: normals.length,
    lower: Float64Array.from(
      normals,
      (normal) =>
        -supportOf(
          map,
          box,
          normal.map((v) => -v),
        ),
    ),
    upper: Float64Array.from(normals, (normal) => supportOf(map, box, normal)),
  };
  if (![...whole.lower, ...whole.upper, ...rows.lower, ...rows.upper].every(Number.isFinite)) return null;
  const searched = withRows(outer, normals);
  const objective = objectiveOf(searched, rows);
  const isStepwise = outer.layers.some((layer) => layer.kind === "model" && layer.model.isPiecewiseConstant);
  const local = isStepwise ? objectiveOf(searched, rows, true) : null;
  const { bounds, random, feasibilityTolerance } = options;
  return {
    box: whole,
    bounder: createBounder(searched, {
      bounds,
      rows: rows.count > 0 ? widened(rows, feasibilityTolerance) : undefined,
    }),
    objective,
    finder: new ConstrainedMultistart(objective, random, { isInteger: null, feasibilityTolerance, local }),
    imageOf: (x) => imageOf(map, x),
    pointOf: (z) => preimageOf(map, z, box),
  };
}

function isAffine({ kind }: Layer): boolean {
  return kind === "affine" || kind === "input";
}

/** Points that violate rows by the tolerance count as feasible: bounds have to hold for them, too. */
function widened({ lower, upper }: Rows, tolerance: number): Rows {
  const slack = 1.000001 * tolerance;
  return { lower: lower.map((value) => down(value - slack)), upper: upper.map((value) => up(value + slack)) };
}

function withRows(outer: Network, normals: readonly Float64Array[]): Network {
  const builder = new NetworkBuilder(outer.inputs);
  const z = builder.inputTensor();
  const y = builder.embedModel(outer, z);
  if (normals.length === 0) return builder.build(y);
  const matrix = denseMatrix(normals.length, outer.inputs, Float64Array.from(normals.flatMap((v) => [...v])));
  const rows = builder.affine([normals.length], [{ x: z, matrix }]);
  const elements = Int32Array.of(...y.elements, ...rows.elements);
  return builder.build({ ...y, shape: [elements.length], elements });
}

function imageBox(map: AffineMap, box: Box): Box {
  const axis = (r: number, sign: number) => Float64Array.from({ length: map.size }, (_, k) => (k === r ? sign : 0));
  const places = Array.from({ length: map.size }, (_, r) => r);
  return {
    lower: Float64Array.from(places, (r) => -supportOf(map, box, axis(r, -1))),
    upper: Float64Array.from(places, (r) => supportOf(map, box, axis(r, 1))),
  };
}

/** At least direction . z for the images z of all points of the box, errors of the map included. */
function supportOf(
  { size, inputs, matrix, matrixError, bias, biasError }: AffineMap,
  box: Box,
  direction: Float64Array,
) {
  let total = 0;
  let magnitude = 0;
  let error = 0;
  for (let j = 0; j <= inputs; j++) {
    let sum = 0;
    let reach = 0;
    for (let r = 0; r < size; r++) {
      const [value, off] = j < inputs ? [matrix[r * inputs + j], matrixError[r * inputs + j]] : [bias[r], biasError[r]];
      sum += direction[r] * value;
      reach += Math.abs(direction[r] * value);
      error +=
        Math.abs(direction[r]) * off * (j < inputs ? Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j])) : 1);
    }
    const at = j === inputs ? 1 : sum > 0 ? box.upper[j] : box.lower[j];
    total += sum * at;
    magnitude += reach * (j < inputs ? Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j])) : 1);
  }
  return up(total + 1.01 * (error + gamma(size + inputs + 8) * magnitude) + Number.MIN_VALUE);
}

function imageOf({ size, inputs, matrix, bias }: AffineMap, x: Float64Array): Float64Array {
  return Float64Array.from({ length: size }, (_, r) => {
    let sum = bias[r];
    for (let j = 0; j < inputs; j++) sum += matrix[r * inputs + j] * x[j];
    return sum;
  });
}
