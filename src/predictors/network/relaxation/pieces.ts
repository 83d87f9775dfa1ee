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
    lowerPieceAt(state, k, j, Number.NaN, Number.NaN);
    upperPieceAt(state, k, j, Number.NaN, Number.NaN);
  }
  measurePieces(state, k);
}

/** Rewrites the lower piece of element j to be tight near operand values (u, v); v is ignored for univariate layers. */
export function lowerPieceAt(state: RelaxationState, k: number, j: number, u: number, v: number): void {
  const layer = state.layers[k] as UnivariateLayer | BivariateLayer;
  const pieces = state.pieces[k] as Pieces;
  if (layer.kind === "univariate") {
    layer.phi.lowerLine(state.lower[layer.source][j], state.upper[layer.source][j], u, line);
    pieces.lowerSlopes[0][j] = line.slope;
    pieces.lowerIntercepts[j] = line.intercept;
    return;
  }
  const { left, right, operation } = layer;
  operation.lowerPlane(
    state.lower[left][j],
    state.upper[left][j],
    state.lower[right][j],
    state.upper[right][j],
    u,
    v,
    plane,
  );
  pieces.lowerSlopes[0][j] = plane.left;
  pieces.lowerSlopes[1][j] = plane.right;
  pieces.lowerIntercepts[j] = plane.constant;
}

/** Rewrites the upper piece of element j to be tight near operand values (u, v). */
export function upperPieceAt(state: RelaxationState, k: number, j: number, u: number, v: number): void {
  const layer = state.layers[k] as UnivariateLayer | BivariateLayer;
  const pieces = state.pieces[k] as Pieces;
  if (layer.kind === "univariate") {
    layer.phi.upperLine(state.lower[layer.source][j], state.upper[layer.source][j], u, line);
    pieces.upperSlopes[0][j] = line.slope;
    pieces.upperIntercepts[j] = line.intercept;
    return;
  }
  const { left, right, operation } = layer;
  operation.upperPlane(
    state.lower[left][j],
    state.upper[left][j],
    state.lower[right][j],
    state.upper[right][j],
    u,
    v,
    plane,
  );
  pieces.upperSlopes[0][j] = plane.left;
  pieces.upperSlopes[1][j] = plane.right;
  pieces.upperIntercepts[j] = plane.constant;
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
