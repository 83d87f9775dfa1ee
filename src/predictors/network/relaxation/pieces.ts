import type { Line } from "../../../functions/univariate.js";
import type { Plane } from "../bivariate/bivariate.js";
import type { BivariateLayer, UnivariateLayer } from "../layer.js";
import type { Pieces, RelaxationState } from "./state.js";

const line: Line = { slope: 0, intercept: 0 };
const plane: Plane = { left: 0, right: 0, constant: 0 };

/** Writes lower and upper pieces of nonlinear layer k on the box, each of least area (tangents at the middle). */
export function centralPieces(state: RelaxationState, k: number): void {
  const size = state.layers[k].size;
  for (let j = 0; j < size; j++) {
    pieceAt(state, k, j, Number.NaN, Number.NaN, true);
    pieceAt(state, k, j, Number.NaN, Number.NaN, false);
  }
  measurePieces(state, k);
}

/**
 * Rewrites the lower or upper piece of element j to be tight near operand values (u, v), or of least area where they are
 * NaN; v is ignored for univariate layers.
 */
export function pieceAt(state: RelaxationState, k: number, j: number, u: number, v: number, isLower: boolean): void {
  const layer = state.layers[k] as UnivariateLayer | BivariateLayer;
  const pieces = state.pieces[k] as Pieces;
  const slopes = isLower ? pieces.lowerSlopes : pieces.upperSlopes;
  const intercepts = isLower ? pieces.lowerIntercepts : pieces.upperIntercepts;
  if (layer.kind === "univariate") {
    const lower = state.lower[layer.source][j];
    const upper = state.upper[layer.source][j];
    if (isLower) layer.phi.lowerLine(lower, upper, u, line);
    else layer.phi.upperLine(lower, upper, u, line);
    slopes[0][j] = line.slope;
    intercepts[j] = line.intercept;
    return;
  }
  const { left, right, operation } = layer;
  const ul = state.lower[left][j];
  const uu = state.upper[left][j];
  const vl = state.lower[right][j];
  const vu = state.upper[right][j];
  if (isLower) operation.lowerPlane(ul, uu, vl, vu, u, v, plane);
  else operation.upperPlane(ul, uu, vl, vu, u, v, plane);
  slopes[0][j] = plane.left;
  slopes[1][j] = plane.right;
  intercepts[j] = plane.constant;
}

/** Recomputes the scale of rounding errors of every piece of layer k. */
export function measurePieces(state: RelaxationState, k: number): void {
  const pieces = state.pieces[k] as Pieces;
  const { operands, lowerSlopes, lowerIntercepts, upperSlopes, upperIntercepts, magnitudes } = pieces;
  for (let j = 0; j < magnitudes.length; j++) {
    magnitudes[j] = Math.max(Math.abs(lowerIntercepts[j]), Math.abs(upperIntercepts[j]));
  }
  for (let o = 0; o < operands.length; o++) {
    const sizes = state.sizes[operands[o]];
    const lower = lowerSlopes[o];
    const upper = upperSlopes[o];
    for (let j = 0; j < magnitudes.length; j++) {
      const slope = Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
      if (slope > 0) magnitudes[j] += slope * sizes[j];
    }
  }
}
