import { InputError } from "../problem/input-error.js";
import { learnerNamed } from "../strategy/learners/table.js";
import type { TrainedClassifier } from "../strategy/training.js";

/** The classifier of that name, or the most accurate one of those that are preferred. @throws InputError for one that was not trained */
export function chosenClassifier(
  { classifiers }: { readonly classifiers: readonly TrainedClassifier[] },
  file: string,
  name: string | undefined,
  isPreferred: (classifier: unknown) => boolean = () => true,
): TrainedClassifier {
  if (classifiers.length === 0) throw new InputError(`${file}: not trained yet; run: surety strategy train ${file}`);
  const named =
    name === undefined ? classifiers : classifiers.filter(({ learner }) => learner === learnerNamed(name).name);
  if (named.length === 0) throw new InputError(`${file}: ${name} was not trained; run: surety strategy train ${file}`);
  const preferred = named.filter(({ classifier }) => isPreferred(classifier));
  const all = preferred.length > 0 ? preferred : named;
  return all.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
}
