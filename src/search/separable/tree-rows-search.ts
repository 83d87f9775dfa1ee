import { affineForm, isLinear } from "../../bounds/affine-form.js";
import type { Bounder } from "../../bounds/bounder.js";
import { ContractedBounder } from "../../bounds/contracted-bounder.js";
import { type OneSidedRow, oneSidedRows, type Rows } from "../../bounds/rows.js";
import { unlinkedRows } from "../../bounds/unlinked-rows.js";
import type { Box } from "../../numeric/box.js";
import { down } from "../../numeric/rounding.js";
import type { AffineLayer } from "../../predictors/network/layer.js";
import { Network } from "../../predictors/network/network.js";
import { withOutputs } from "../../predictors/network/output-choice.js";
import { rowsBounder } from "./rows-search.js";
import { linearSlopes, separated } from "./separation.js";
import { rowMultipliers } from "./tree-row-multipliers.js";

/** Rows on trees that are taken into the objective; each costs what its trees do. */
const MOST_ROWS = 4;

/**
 * The bounder on cells where rows have trees in them as well: the objective plus a multiplier times what each such row exceeds its limit by is a sum of trees and a linear
 * function, at most the objective where the rows hold (Lagrangian duality). Multipliers are chosen once, for the whole box; boxes are cut to where each row may hold before
 * they are bounded, which decides small ones. Null where objective or rows are anything else.
 */
export function treeRowsBounder(given: Network, limits: Rows, box: Box, isInteger: Uint8Array | null): Bounder | null {
  const { network, rows } = unlinkedRows(given, limits);
  const { layers } = network;
  const onTrees: OneSidedRow[] = [];
  const linear: number[] = [];
  for (const row of oneSidedRows(rows)) {
    const form = affineForm(layers, layers.length - 1, row.output);
    if (form !== null && isLinear(form)) linear.push(row.output);
    else if (isTreesAndLinear(withOutputs(network, [row.output]))) onTrees.push(row);
    else return null;
  }
  if (onTrees.length === 0 || onTrees.length > MOST_ROWS) return null;
  const kept = [...new Set(linear)];
  const keptRows = {
    lower: Float64Array.from(kept, (output) => rows.lower[output - 1]),
    upper: Float64Array.from(kept, (output) => rows.upper[output - 1]),
  };
  const multipliers = rowMultipliers((values) => withMultiples(network, onTrees, values, []), onTrees.length, box);
  if (multipliers === null) return null;
  const lagrangian = withMultiples(network, onTrees, multipliers, kept);
  const bounder = rowsBounder(lagrangian, keptRows, box, isInteger);
  return bounder && new ContractedBounder(bounder, network, rows, isInteger);
}

function isTreesAndLinear(row: Network): boolean {
  const parts = separated(row);
  return parts !== null && parts.nearest === null && linearSlopes(parts) !== null;
}

/** The objective plus values_r * (row_r - limit_r), a lower bound of it where the rows hold, and other outputs as they are. */
function withMultiples(
  { layers, outputs }: Network,
  rows: readonly OneSidedRow[],
  values: Float64Array,
  kept: readonly number[],
): Network {
  const coefficients = new Float64Array(outputs);
  coefficients[0] = 1;
  let bias = 0;
  let biasMagnitude = 0;
  rows.forEach(({ output, sign, limit }, r) => {
    if (values[r] === 0) return;
    coefficients[output] += sign * values[r];
    bias = down(bias + down(-values[r] * limit));
    biasMagnitude += Math.abs(values[r] * limit);
  });
  const indices = [...coefficients.keys()].filter((o) => coefficients[o] !== 0);
  const size = 1 + kept.length;
  const layer: AffineLayer = {
    kind: "affine",
    size,
    terms: [
      {
        source: layers.length - 1,
        matrix: {
          kind: "sparse",
          rows: size,
          columns: outputs,
          starts: Int32Array.from({ length: size + 1 }, (_, r) => (r === 0 ? 0 : indices.length + r - 1)),
          indices: Int32Array.from([...indices, ...kept]),
          values: Float64Array.from([...indices.map((o) => coefficients[o]), ...kept.map(() => 1)]),
        },
      },
    ],
    bias: Float64Array.from({ length: size }, (_, r) => (r === 0 ? bias : 0)),
    biasMagnitude: Float64Array.from({ length: size }, (_, r) => (r === 0 ? biasMagnitude : 0)),
    roundingUnits: 0,
  };
  return withOutputs(
    new Network([...layers, layer]),
    Array.from({ length: size }, (_, r) => r),
  );
}
