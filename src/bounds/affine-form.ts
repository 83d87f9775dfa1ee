import { rowOf } from "../numeric/matrix.js";
import type { Layer } from "../predictors/network/layer.js";

/** constant + sum over layers of coefficients . (the layer's elements). */
export interface AffineForm {
  constant: number;
  /** By layer: the input, functions and models; no affine layers. */
  readonly coefficients: Map<number, Float64Array>;
}

/** An element of a layer in terms of layers that are not affine, exactly; null where a coefficient would have to be rounded. */
export function affineForm(layers: readonly Layer[], place: number, element: number): AffineForm | null {
  const form: AffineForm = { constant: 0, coefficients: new Map() };
  return addElement(form, layers, place, element, 1) ? form : null;
}

/** Whether nothing but the inputs is in it. */
export function isLinear({ coefficients }: AffineForm): boolean {
  return [...coefficients.keys()].every((place) => place === 0);
}

function addElement(
  form: AffineForm,
  layers: readonly Layer[],
  place: number,
  element: number,
  factor: number,
): boolean {
  const layer = layers[place];
  if (layer.kind !== "affine") {
    const own = form.coefficients.get(place) ?? new Float64Array(layer.size);
    form.coefficients.set(place, own);
    const sum = own[element] + factor;
    const isExact = isExactSum(own[element], factor, sum);
    own[element] = sum;
    return isExact;
  }
  if (layer.roundingUnits > 0) return false;
  const shift = factor * layer.bias[element];
  const constant = form.constant + shift;
  if (!isExactProduct(factor, layer.bias[element]) || !isExactSum(form.constant, shift, constant)) return false;
  form.constant = constant;
  return layer.terms.every(({ source, matrix }) =>
    rowOf(matrix, element).every(
      (value, c) =>
        value === 0 || (isExactProduct(factor, value) && addElement(form, layers, source, c, factor * value)),
    ),
  );
}

/** Products by a power of two, as far as they neither overflow nor underflow. */
function isExactProduct(a: number, b: number): boolean {
  if (a === 0 || b === 0) return true;
  const product = Math.abs(a * b);
  return (isPowerOfTwo(a) || isPowerOfTwo(b)) && product > 1e-290 && product < 1e290;
}

function isPowerOfTwo(value: number): boolean {
  const exponent = Math.round(Math.log2(Math.abs(value)));
  return Math.abs(value) === 2 ** exponent;
}

function isExactSum(a: number, b: number, sum: number): boolean {
  return sum - a === b && sum - b === a;
}
