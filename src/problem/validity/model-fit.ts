import type { Predictor } from "../../predictors/predictor.js";
import type { NamedModel } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import type { DomainData, ModelCount } from "./kind.js";
import { outputIndex } from "./model-output.js";
import { rangeScaling, scaledPoints } from "./scaling.js";

/** Fits look at so many places halfway between points at most, spread evenly over the rows. */
const MOST_PLACES = 2000;

/**
 * Whether models can be asked about data.
 * @throws InputError for too few or too many of them, and for one with another number of inputs
 */
export function checkFitModels(
  kind: string,
  models: readonly NamedModel[],
  { least, most }: ModelCount,
  { dimension }: DomainData,
): void {
  if (models.length < least || models.length > most) {
    const wanted = most === 0 ? "no model" : least === most ? "one model" : `at least ${least} models`;
    const where = most === 0 ? "" : ' ("model" or "models" in instances, --model NAME=FILE on the command line)';
    throw new InputError(`a ${kind} is fitted with ${wanted}${where}, here are ${models.length}`);
  }
  for (const { name, predictor } of models) {
    if (predictor.inputs === dimension) continue;
    throw new InputError(
      `the model ${quote(name)} has ${predictor.inputs} inputs, the data have ${dimension} columns; name the inputs' in their order`,
    );
  }
}

/**
 * One number of a model at each of the points.
 * @throws InputError for an output that is not there, and where it is no finite number
 */
export function outputsAt(
  model: NamedModel,
  { dimension, count, points }: DomainData,
  output: string | number | undefined,
): Float64Array {
  return valuesAt(model.name, model.predictor, { dimension, count, points }, outputIndex(model, output));
}

/** The same of a model that was made from the named one. */
export function valuesAt(
  name: string,
  predictor: Predictor,
  { dimension, count, points }: DomainData,
  index: number,
): Float64Array {
  const y = new Float64Array(predictor.outputs);
  return Float64Array.from({ length: count }, (_, i) => {
    predictor.evaluate(points.slice(i * dimension, (i + 1) * dimension), y);
    if (Number.isFinite(y[index])) return y[index];
    throw new InputError(`the model ${quote(name)} is ${y[index]} at row ${i + 1} of the data`);
  });
}

/** For every point, or some of many, the place halfway to the nearest one that is not equal to it, by the ranges of the data. */
export function betweenNeighbours(data: DomainData): DomainData {
  const { dimension, count, points } = data;
  const scaled = scaledPoints(data, rangeScaling(data));
  const asked = Math.min(count, MOST_PLACES);
  const places = new Float64Array(asked * dimension);
  for (let q = 0; q < asked; q++) {
    const i = Math.floor((q * count) / asked);
    const k = nearestOther(scaled, dimension, i);
    for (let j = 0; j < dimension; j++) {
      places[q * dimension + j] = 0.5 * points[i * dimension + j] + 0.5 * points[k * dimension + j];
    }
  }
  return { dimension, count: asked, points: places };
}

/** The point itself where all are equal. */
function nearestOther(scaled: ArrayLike<number>, dimension: number, i: number): number {
  let nearest = i;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < scaled.length / dimension; k++) {
    let square = 0;
    for (let j = 0; j < dimension; j++) square += (scaled[i * dimension + j] - scaled[k * dimension + j]) ** 2;
    if (square === 0 || square >= least) continue;
    least = square;
    nearest = k;
  }
  return nearest;
}
