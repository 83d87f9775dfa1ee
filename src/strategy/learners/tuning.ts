import { Random } from "../../numeric/random.js";
import { accuracy, type Classifier, type Learner, type Sample } from "./classifier.js";

export interface Tuned {
  readonly classifier: Classifier;
  readonly settings: object;
  /** Share of the held-out tenth that the chosen settings classified correctly when trained on the rest. */
  readonly accuracy: number;
}

const HELD_OUT = 0.1;

/**
 * Trains with every setting of the learner's grid on nine tenths of the sample, and with the best one on all of it.
 * @param seconds for all: no setting is begun when two thirds are spent, and each ends after half of what is left until then
 */
export function tuned(
  learner: Learner,
  sample: Sample,
  seed: number,
  grid = learner.grid,
  seconds = Number.POSITIVE_INFINITY,
): Tuned {
  const begun = performance.now();
  const searched = begun + (2000 / 3) * seconds;
  const random = new Random(seed);
  const isHeldOut = sample.inputs.map(() => random.uniform() < HELD_OUT);
  const training = part(sample, (k) => !isHeldOut[k]);
  const validation = part(sample, (k) => isHeldOut[k]);
  if (training.inputs.length === 0 || validation.inputs.length === 0) {
    const classifier = learner.train(sample, grid[0], random, searched);
    return { classifier, settings: grid[0], accuracy: accuracy(classifier, sample) };
  }
  let best = { settings: grid[0], accuracy: -1 };
  for (const settings of grid) {
    if (best.accuracy >= 0 && performance.now() >= searched) break;
    const half = performance.now() + (searched - performance.now()) / 2;
    const share = accuracy(learner.train(training, settings, new Random(seed + 1), half), validation);
    if (share > best.accuracy) best = { settings, accuracy: share };
    if (share === 1) break;
  }
  const deadline = begun + 1000 * seconds;
  return { classifier: learner.train(sample, best.settings, new Random(seed + 2), deadline), ...best };
}

function part(sample: Sample, chosen: (k: number) => boolean): Sample {
  return {
    ...sample,
    inputs: sample.inputs.filter((_, k) => chosen(k)),
    labels: sample.labels.filter((_, k) => chosen(k)),
  };
}

/** A grid without settings of greater depth: these become the deepest ones allowed, once each. */
export function gridWithin(grid: readonly object[], depth: number): object[] {
  const limited = grid.map((settings) =>
    "depth" in settings ? { ...settings, depth: Math.min(settings.depth as number, depth) } : settings,
  );
  const texts = limited.map((settings) => JSON.stringify(settings));
  return limited.filter((_, k) => texts.indexOf(texts[k]) === k);
}
