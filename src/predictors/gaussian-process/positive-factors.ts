import type { GaussianProcessDefinition } from "./definition.js";

/**
 * The same process with input factors that are not negative, as bounds want them so that lower ends stay lower ends: a coordinate whose factor is negative
 * is reflected, which changes no distance and no number but by its sign.
 */
export function withPositiveFactors(definition: GaussianProcessDefinition): GaussianProcessDefinition {
  const { inputFactor, points, inputs } = definition;
  if (inputFactor.every((factor) => factor >= 0)) return definition;
  return {
    ...definition,
    inputFactor: inputFactor.map(Math.abs),
    points: points.map((z, k) => (inputFactor[k % inputs] < 0 ? -z : z)),
  };
}
