import type { Interval } from "../../numeric/interval.js";
import { type InputScaling, inputScaling } from "../../predictors/network/input-scaling.js";
import { Network } from "../../predictors/network/network.js";
import type { Expression, ModelCall, NamedModel } from "../expression.js";
import type { TrainingRange } from "../training-range.js";
import { type Finding, rangeText, rounded } from "./finding.js";

/** Further than this from a scaler's centre, in its scales, hardly any training data lie: 10 standard deviations. */
const FAR = 10;
/** An input that varies over less than this part of what a model was trained on is probably in other units. */
const NARROW = 1e-3;
/** Enclosures are rounded outward, cards are rounded: what is outside by less is not meant. */
const ROUNDING = 1e-6;

/** Inputs that are named besides the first. */
const MOST = 8;

/** What is asked of an input, and in whose words. */
interface Expected {
  readonly lower: number;
  readonly upper: number;
  readonly text: string;
}

/**
 * Compares the ranges of what models are called with over the box with the ranges that they were trained on; where these are
 * not known, with the scaler with which a network begins.
 */
export function modelInputFindings(
  calls: readonly ModelCall[],
  ranges: ReadonlyMap<Expression, Interval>,
  trained: ReadonlyMap<string, TrainingRange>,
): Finding[] {
  const models = new Map(calls.map(({ model }) => [model.name, model]));
  return [...models.values()].flatMap((model) => {
    const inputs = inputRanges(
      calls.filter((call) => call.model.name === model.name),
      ranges,
    );
    const range = trained.get(model.name);
    if (range !== undefined) return trainedFindings(model, inputs, range);
    const scaling = model.predictor instanceof Network ? inputScaling(model.predictor) : null;
    if (scaling !== null) return scaledFindings(model, inputs, scaling);
    const message = `models.${model.name}: its inputs were not checked, since nothing says on what it was trained; give "trainedOn": { "lower": ..., "upper": ... }`;
    return [{ kind: "not-checked", message }] as Finding[];
  });
}

/** Per input, the hull of its ranges over all calls. */
function inputRanges(calls: readonly ModelCall[], ranges: ReadonlyMap<Expression, Interval>): Interval[] {
  const all = calls.map((call) => call.inputs.map((input) => ranges.get(input) as Interval));
  return all[0].map((_, i) => ({
    lower: Math.min(...all.map((inputs) => inputs[i].lower)),
    upper: Math.max(...all.map((inputs) => inputs[i].upper)),
  }));
}

function trainedFindings(model: NamedModel, inputs: readonly Interval[], trained: TrainingRange): Finding[] {
  const expected = inputs.map((_, i): Expected => {
    const [lower, upper] = [trained.lower[i], trained.upper[i]];
    return { lower, upper, text: `trained on ${rounded(lower)} to ${rounded(upper)} (${trained.from})` };
  });
  const unscaled = unscaledFindings(model, inputs, expected);
  if (unscaled.length > 0) return unscaled;
  const outside = (input: Interval, { lower, upper }: Expected): boolean => {
    const slack = ROUNDING * Math.max(upper - lower, Math.abs(lower), Math.abs(upper));
    return input.lower < lower - slack || input.upper > upper + slack;
  };
  return listed(model, inputs, expected, "outside-training", "a model says nothing beyond its data", outside);
}

function scaledFindings(model: NamedModel, inputs: readonly Interval[], { centre, scale }: InputScaling): Finding[] {
  const expected = inputs.map((_, i): Expected => {
    const reach = FAR / Math.abs(scale[i]);
    const text = `scaled by its first layer for values about ${rounded(centre[i])}, give or take ${rounded(1 / Math.abs(scale[i]))}`;
    return { lower: centre[i] - reach, upper: centre[i] + reach, text };
  });
  return unscaledFindings(model, inputs, expected);
}

/** Inputs of which nothing is within what is expected, or which hardly vary although they do. */
function unscaledFindings(model: NamedModel, inputs: readonly Interval[], expected: readonly Expected[]): Finding[] {
  const isUnscaled = (input: Interval, { lower, upper }: Expected): boolean => {
    const width = input.upper - input.lower;
    const slack = ROUNDING * Math.max(upper - lower, Math.abs(lower), Math.abs(upper));
    // A constant has a range of width 0, or of a few units in the last place.
    const varies = width > 1e-12 * Math.max(Math.abs(input.lower), Math.abs(input.upper));
    return input.lower > upper + slack || input.upper < lower - slack || (varies && width < NARROW * (upper - lower));
  };
  return listed(model, inputs, expected, "unscaled-input", "look at its units", isUnscaled);
}

/** One finding for all inputs of the model that are meant, with the first of them in words. */
function listed(
  { name }: NamedModel,
  inputs: readonly Interval[],
  expected: readonly Expected[],
  kind: Finding["kind"],
  advice: string,
  isMeant: (input: Interval, expected: Expected) => boolean,
): Finding[] {
  const found = inputs.flatMap((input, i) => (isMeant(input, expected[i]) ? [i] : []));
  if (found.length === 0) return [];
  const [first, ...others] = found;
  const rest = others.length > MOST ? `, and ${others.length - MOST} more` : "";
  const also = others.length > 0 ? ` (input ${others.slice(0, MOST).join(", ")}${rest}, too)` : "";
  const message = `models.${name}: input ${first} is ${rangeText(inputs[first])} over the box, ${expected[first].text}${also}; ${advice}`;
  return [{ kind, message }];
}

/** Models whose outputs do not change over the box although their inputs do. */
export function constantModelFindings(
  outputs: readonly (Expression & { readonly kind: "output" })[],
  ranges: ReadonlyMap<Expression, Interval>,
): Finding[] {
  return outputs.flatMap((output) => {
    const { lower, upper } = ranges.get(output) as Interval;
    const { model, inputs } = output.call;
    const varies = inputs.some((input) => {
      const range = ranges.get(input) as Interval;
      return range.upper > range.lower;
    });
    const size = Math.max(Math.abs(lower), Math.abs(upper));
    if (!varies || !(size < Number.POSITIVE_INFINITY && upper - lower <= 1e-9 * size)) return [];
    const message = `models.${model.name}: output ${output.index} is ${rounded(lower)} on the whole box; look at the units of the inputs`;
    return [{ kind: "constant-model", message }] as Finding[];
  });
}
