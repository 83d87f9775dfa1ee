import type { Interval } from "../numeric/interval.js";
import type { AffineLayer, Layer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import type { ElementBounds } from "./element-bounds.js";

/** Which of an element's sides matter: what is minimized must not fall below its value, but may exceed it. Flags. */
export const BELOW = 1;
export const ABOVE = 2;
export const BOTH = 3;

const range: Interval = { lower: 0, upper: 0 };

/**
 * Per layer and element, the sides that matter to a minimization of output 0 with rows on the others: an element that only ever
 * makes the objective and the rows worse as it grows may be written by what lies below it, and a convex function then needs
 * no binaries. 0 for elements that nothing depends on.
 * @param rows sides of outputs 1, 2, …
 */
export function neededSides(
  { layers }: Network,
  bounds: ElementBounds,
  rows: { readonly lower: Float64Array; readonly upper: Float64Array },
): Uint8Array[] {
  const sides = layers.map((layer) => new Uint8Array(layer.size));
  const last = sides[layers.length - 1];
  last[0] = BELOW;
  rows.lower.forEach((lower, r) => {
    last[r + 1] =
      (lower > Number.NEGATIVE_INFINITY ? ABOVE : 0) | (rows.upper[r] < Number.POSITIVE_INFINITY ? BELOW : 0);
  });
  for (let k = layers.length - 1; k > 0; k--) passOn(layers[k], sides, bounds, k);
  return sides;
}

function passOn(layer: Layer, sides: readonly Uint8Array[], { lower, upper }: ElementBounds, k: number): void {
  const own = sides[k];
  switch (layer.kind) {
    case "input":
      return;
    case "affine":
      passOnAffine(layer, sides, own);
      return;
    case "model":
      if (own.some((side) => side !== 0)) sides[layer.source].fill(BOTH);
      return;
    case "bivariate": {
      const isMonotone = layer.operation.name === "maximum" || layer.operation.name === "minimum";
      own.forEach((side, j) => {
        if (side === 0) return;
        sides[layer.left][j] |= isMonotone ? side : BOTH;
        sides[layer.right][j] |= isMonotone ? side : BOTH;
      });
      return;
    }
    case "univariate":
      own.forEach((side, j) => {
        if (side === 0) return;
        layer.phi.derivativeRange(lower[layer.source][j], upper[layer.source][j], range);
        const isMonotone = range.lower >= 0 || range.upper <= 0;
        sides[layer.source][j] |= isMonotone ? turned(side, range.lower >= 0 ? 1 : -1) : BOTH;
      });
  }
}

function passOnAffine({ terms }: AffineLayer, sides: readonly Uint8Array[], own: Uint8Array): void {
  for (const { source, matrix } of terms) {
    const out = sides[source];
    own.forEach((side, row) => {
      if (side === 0) return;
      if (matrix.kind === "dense") {
        for (let c = 0; c < matrix.columns; c++) out[c] |= turned(side, matrix.data[row * matrix.columns + c]);
      } else {
        for (let e = matrix.starts[row]; e < matrix.starts[row + 1]; e++) {
          out[matrix.indices[e]] |= turned(side, matrix.values[e]);
        }
      }
    });
  }
}

/** What a side of the product with the factor is a side of. */
export function turned(side: number, factor: number): number {
  if (factor === 0) return 0;
  if (factor > 0 || side === BOTH) return side;
  return side === BELOW ? ABOVE : BELOW;
}
