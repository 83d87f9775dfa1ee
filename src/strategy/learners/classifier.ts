import type { Random } from "../../numeric/random.js";

/** Parameters and the class of each: row k of `inputs` has `dimension` numbers. */
export interface Sample {
  readonly dimension: number;
  readonly classes: number;
  readonly inputs: readonly Float64Array[];
  readonly labels: Int32Array;
  /** Per class, numbers that describe it: what is learned of one class then serves those that are like it. Without them, classes have nothing in common. */
  readonly codes?: readonly Float64Array[] | undefined;
}

/** Says how likely each class is. */
export interface Classifier {
  readonly classes: number;
  /** Into `out`, one number per class, larger for likelier ones. */
  scores(theta: Float64Array, out: Float64Array): void;
  /** What a file keeps of it. */
  toJson(): ClassifierJson;
}

/** `learner` names the one that reads it back. */
export interface ClassifierJson {
  readonly learner: string;
  readonly [key: string]: unknown;
}

/** A way to learn a classifier, with a grid of settings to choose from. */
export interface Learner<Settings extends object = object> {
  readonly name: string;
  readonly description: string;
  readonly grid: readonly Settings[];
  /** @param deadline (performance.now) after which it ends with what it has: it is asked between steps, the first of which is always done */
  train(sample: Sample, settings: Settings, random: Random, deadline?: number): Classifier;
  /** @throws InputError naming what the file lacks */
  fromJson(json: ClassifierJson): Classifier;
}

/** The class with the largest score. */
export function mostLikely(scores: Float64Array): number {
  return scores.reduce((best, score, k) => (score > scores[best] ? k : best), 0);
}

/** Share of the sample that is classified correctly; 1 for an empty one. */
export function accuracy(classifier: Classifier, { inputs, labels }: Sample): number {
  const scores = new Float64Array(classifier.classes);
  let right = 0;
  inputs.forEach((theta, k) => {
    classifier.scores(theta, scores);
    if (mostLikely(scores) === labels[k]) right++;
  });
  return inputs.length === 0 ? 1 : right / inputs.length;
}
