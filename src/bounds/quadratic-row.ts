import type { Box } from "../numeric/box.js";
import { rowOf } from "../numeric/matrix.js";
import { down, gamma, up } from "../numeric/rounding.js";
import type { Layer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import type { Ellipsoid } from "./ellipsoid-minimum.js";
import type { OneSidedRow } from "./rows.js";

/** height - scale |A x + b|^2, rounded up. */
export interface ConcaveQuadratic extends Ellipsoid {
  readonly height: number;
  /** Above 0. */
  readonly scale: number;
}

/** log sum_k exp(terms_k) >= threshold. */
export interface LogSumRow {
  readonly terms: readonly ConcaveQuadratic[];
  readonly threshold: number;
}

/** More terms than these are left to the formula. */
const MOST_TERMS = 12;

/** A place in a network: element `row` of layer `place`. */
interface Element {
  readonly place: number;
  readonly row: number;
}

/** constant + sum of factors times squares of elements, and possibly softplus of another element. */
interface Sum {
  constant: number;
  magnitude: number;
  readonly squares: Map<string, Element & { factor: number }>;
  softplus: Element | null;
}

/**
 * What a row says if it is a limit of a convex quadratic, or of a logarithm of a sum of exponentials of concave ones, as in Gaussian mixtures: log(e^a + e^b) is written
 * b + softplus(a - b). Null for other rows.
 * @param network has one output
 */
export function logSumRow({ layers }: Network, { sign, limit }: OneSidedRow, root: Box): LogSumRow | null {
  const output = { place: layers.length - 1, row: 0 };
  const terms: ConcaveQuadratic[] = [];
  const total = emptySum();
  let next: Element | null = output;
  // Behind the first softplus the argument is a difference: with what was before it added, it is the rest of the sum.
  let factor = -sign;
  while (next !== null) {
    total.softplus = null;
    if (!addElement(layers, next, factor, total) || terms.length === MOST_TERMS) return null;
    const term = quadraticOf(layers, total, root);
    if (term === null) return null;
    terms.push(term);
    next = total.softplus;
    factor = 1;
  }
  return { terms, threshold: down(-limit) };
}

function emptySum(): Sum {
  return { constant: 0, magnitude: 0, squares: new Map(), softplus: null };
}

/** Adds factor times the element; false where it is nothing of the kind. */
function addElement(layers: readonly Layer[], { place, row }: Element, factor: number, sum: Sum): boolean {
  const layer = layers[place];
  if (layer.kind === "univariate") {
    const source = { place: layer.source, row };
    if (layer.phi.name === "softplus") {
      if (sum.softplus !== null || factor !== 1) return false;
      sum.softplus = source;
      return true;
    }
    if (layer.phi.name !== "square") return false;
    const key = `${source.place} ${row}`;
    sum.squares.set(key, { ...source, factor: factor + (sum.squares.get(key)?.factor ?? 0) });
    return true;
  }
  if (layer.kind !== "affine" || layer.roundingUnits > 0) return false;
  sum.constant += factor * layer.bias[row];
  sum.magnitude += Math.abs(factor * layer.bias[row]);
  return layer.terms.every(({ source, matrix }) =>
    rowOf(matrix, row).every(
      (value, column) =>
        value === 0 || (isPowerOfTwo(value) && addElement(layers, { place: source, row: column }, factor * value, sum)),
    ),
  );
}

/** Products with these are exact. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) < 64 && Math.abs(value) === 2 ** exponent;
}

function quadraticOf(layers: readonly Layer[], sum: Sum, root: Box): ConcaveQuadratic | null {
  const squares = [...sum.squares.values()].filter(({ factor }) => factor !== 0);
  const n = root.lower.length;
  // With fewer squares than inputs it is a cylinder, over which functionals are bounded little better than over the box.
  if (squares.length < n || !squares.every(({ factor }) => factor < 0 && factor === squares[0].factor)) return null;
  const forms = new Float64Array(squares.length * n);
  const shifts = new Float64Array(squares.length);
  let moved = 0;
  for (let i = 0; i < squares.length; i++) {
    const error = writeForm(layers, squares[i], root, forms.subarray(i * n, (i + 1) * n), shifts, i);
    moved += error * error;
  }
  const height = up(sum.constant + up(gamma(layers.length + 64) * sum.magnitude));
  const isKnown = [height, moved, ...forms, ...shifts].every(Number.isFinite);
  return isKnown ? { forms, shifts, moved: up(up(Math.sqrt(moved)) * 1.001), height, scale: -squares[0].factor } : null;
}

/** Writes the element as an affine form of the inputs and returns by how much it may be off over the box; NaN if it is none. */
function writeForm(
  layers: readonly Layer[],
  { place, row }: Element,
  root: Box,
  form: Float64Array,
  shifts: Float64Array,
  i: number,
): number {
  const layer = layers[place];
  if (layer.kind !== "affine" || layer.terms.length !== 1) return Number.NaN;
  const [{ source, matrix }] = layer.terms;
  const values = rowOf(matrix, row);
  if (source > 0) {
    const isCopy = values.filter((value) => value !== 0).length === 1 && values.includes(1);
    if (!isCopy || layer.bias[row] !== 0 || layer.roundingUnits > 0) return Number.NaN;
    return writeForm(layers, { place: source, row: values.indexOf(1) }, root, form, shifts, i);
  }
  form.set(values);
  shifts[i] = layer.bias[row];
  let size = layer.biasMagnitude[row];
  for (let j = 0; j < form.length; j++) {
    size += Math.abs(form[j]) * Math.max(Math.abs(root.lower[j]), Math.abs(root.upper[j]));
  }
  return layer.roundingUnits === 0 ? 0 : up(gamma(layer.roundingUnits + form.length + 2) * size);
}
