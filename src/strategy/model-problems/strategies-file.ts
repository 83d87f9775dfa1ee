import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { InputError, ProblemList, quote } from "../../problem/input-error.js";
import { parseJson } from "../../problem/json-text.js";
import { writeOutput } from "../../problem/output-file.js";
import { numbersOf, positionsOf } from "../file/number-lists.js";
import type { ClassifierJson } from "../learners/classifier.js";
import { classifierFrom } from "../learners/table.js";
import type { CoverTree } from "./cover.js";
import type { Draw, Exploration } from "./exploration.js";
import type { ModelStrategies, StoredCover } from "./model-strategies.js";
import type { ParametricProblem } from "./parametric-problem.js";
import { loadParametricProblem } from "./problem-file.js";

type Stored = Readonly<Record<string, unknown>>;

const KEY = "surety-model-strategies";

/** Whether the file holds strategies of a problem with models inside, whatever else may be wrong with it. */
export function holdsModelStrategies(path: string): boolean {
  try {
    return readFileSync(path, "utf8").startsWith(`{"${KEY}":`);
  } catch {
    return false;
  }
}

/**
 * Writes the strategies as one JSON file; a file that is there is replaced only when the new one is complete. The problem is not in it: the
 * file says where it is, and what it has to be.
 * @param problemPath the instance file
 */
export function saveStrategies(path: string, problemPath: string, strategies: ModelStrategies): void {
  const { problem, exploration, basins, classifiers, covers } = strategies;
  const { draws, ...counts } = exploration;
  const text = JSON.stringify({
    [KEY]: 1,
    name: problem.name,
    problem: relative(dirname(path), problemPath).split(sep).join("/"),
    fingerprint: problem.fingerprint,
    exploration: { ...counts, draws: draws.map(({ x, value }) => (x === null ? null : [...x, value])) },
    basins: basins.map(({ draws: members }) => members),
    classifiers: classifiers.map(({ classifier, ...rest }) => ({ ...rest, classifier: classifier.toJson() })),
    covers: covers.map(
      (cover) => cover && { anchors: cover.anchors.map((anchor) => [...anchor]), tree: flat(cover.tree) },
    ),
  });
  writeOutput(path, text);
}

/** Strategies from a file, and where their problem is. */
export interface LoadedStrategies {
  readonly strategies: ModelStrategies;
  readonly problemPath: string;
}

/** @throws InputError naming the file and what in it, or in the problem, cannot be used */
export function loadStrategies(path: string): LoadedStrategies {
  const problems = new ProblemList();
  const loaded = problems.collect(`${path}: `, () => loadedFrom(path, parseJson(readText(path)) as Stored));
  problems.throwIfAny();
  return loaded as LoadedStrategies;
}

function loadedFrom(path: string, stored: Stored): LoadedStrategies {
  if (stored?.[KEY] !== 1 || typeof stored["problem"] !== "string") {
    throw new InputError(`not a file of strategies ("${KEY}": 1); make one with: surety strategy sample`);
  }
  const problemPath = resolve(dirname(path), stored["problem"]);
  const problem = loadParametricProblem(problemPath);
  if (problem.fingerprint !== stored["fingerprint"]) {
    throw new InputError(`learned for another problem than what is in ${stored["problem"]} now; sample anew`);
  }
  try {
    const exploration = explorationFrom(problem, stored["exploration"] as Stored);
    const basins = (stored["basins"] as unknown[]).map((members, k) => ({
      draws: membersFrom(members, `basins[${k}]`, exploration),
    }));
    const classifiers = (stored["classifiers"] as (Stored & { classifier: ClassifierJson })[]).map((one) => ({
      learner: String(one["learner"]),
      settings: one["settings"] as object,
      accuracy: Number(one["accuracy"]),
      classifier: classifierFrom(one.classifier),
    }));
    const covers = (stored["covers"] as (Stored | null)[]).map((cover, k) => coverFrom(problem, cover, `covers[${k}]`));
    const misfit = classifiers.find(({ classifier }) => classifier.classes !== basins.length);
    if (misfit !== undefined) {
      throw new InputError(`classifiers: ${misfit.learner} knows ${misfit.classifier.classes} strategies, not all`);
    }
    if (covers.length !== basins.length)
      throw new InputError(`covers: ${covers.length} for ${basins.length} strategies`);
    return { strategies: { problem, exploration, basins, classifiers, covers }, problemPath };
  } catch (error) {
    // A part is missing or of another kind: the file was not written by this program.
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new InputError(`damaged (${error.message}); make it anew with: surety strategy sample`);
    }
    throw error;
  }
}

function explorationFrom({ size }: ParametricProblem, stored: Stored): Exploration {
  const draws = (stored["draws"] as unknown[]).map((draw, k): Draw => {
    if (draw === null) return { x: null, value: Number.NaN };
    const numbers = numbersOf(draw, `draws[${k}]`);
    if (numbers.length === size + 1 && numbers.every(Number.isFinite)) {
      return { x: numbers.slice(0, size), value: numbers[size] };
    }
    throw new InputError(`draws[${k}]: expected ${size} variables and a value, all finite`);
  });
  const [seed, seconds, nodes] = numbersOf([stored["seed"], stored["seconds"], stored["nodes"]], "exploration");
  return { seed, draws, seconds, nodes };
}

function membersFrom(stored: unknown, what: string, { draws }: Exploration): number[] {
  const members = [...positionsOf(stored, what, draws.length)];
  if (members.length > 0 && members.every((k) => draws[k].x !== null)) return members;
  throw new InputError(`${what}: expected numbers of draws that have an optimum`);
}

function coverFrom(problem: ParametricProblem, stored: Stored | null, what: string): StoredCover | null {
  if (stored === null) return null;
  const anchors = (stored["anchors"] as unknown[]).map((anchor) => numbersOf(anchor, `${what}.anchors`));
  for (const anchor of anchors) problem.check(anchor);
  const numbers = numbersOf(stored["tree"], `${what}.tree`);
  const reader = { place: 0 };
  const tree = treeFrom(numbers, reader);
  if (reader.place === numbers.length) return { anchors, tree };
  throw new InputError(`${what}.tree: ${numbers.length - reader.place} numbers too many`);
}

/** In preorder: -1 for a leaf; variable, point and whether it is a unit for a split, followed by its lower and its upper part. */
function flat(tree: CoverTree): number[] {
  if (tree === null) return [-1];
  return [tree.variable, tree.point, tree.isUnit ? 1 : 0, ...flat(tree.lower), ...flat(tree.upper)];
}

/** Deeper trees than this are no covers: every split halves an edge, more or less. */
const MOST_DEPTH = 2000;

function treeFrom(numbers: Float64Array, reader: { place: number }, depth = 0): CoverTree {
  if (depth > MOST_DEPTH) throw new InputError("tree: deeper than any cover");
  const variable = numbers[reader.place++];
  if (variable === -1) return null;
  const point = numbers[reader.place++];
  const unit = numbers[reader.place++];
  if (!Number.isInteger(variable) || !Number.isFinite(point) || (unit !== 0 && unit !== 1)) {
    throw new InputError(`tree: ${quote([variable, point, unit])} is no split`);
  }
  const lower = treeFrom(numbers, reader, depth + 1);
  return { variable, point, isUnit: unit === 1, lower, upper: treeFrom(numbers, reader, depth + 1) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`);
  }
}
