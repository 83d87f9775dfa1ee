import { InputError, quote } from "../../problem/input-error.js";
import { boostedTrees } from "./boosted-trees.js";
import type { Classifier, ClassifierJson, Learner } from "./classifier.js";
import { network } from "./network.js";
import { axisTree, hyperplaneTree } from "./trees.js";

/** Every learner. A new one is a file and a line here. */
export const learners: readonly Learner[] = [axisTree, hyperplaneTree, network, boostedTrees] as readonly Learner[];

/** @throws InputError listing what there is */
export function learnerNamed(name: string): Learner {
  const learner = learners.find((one) => one.name === name);
  if (learner !== undefined) return learner;
  throw new InputError(`there is no learner ${quote(name)}; there are ${learners.map((one) => one.name).join(", ")}`);
}

export function classifierFrom(json: ClassifierJson): Classifier {
  return learnerNamed(json.learner).fromJson(json);
}
