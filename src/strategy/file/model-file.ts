import { readFileSync } from "node:fs";
import { InputError, ProblemList } from "../../problem/input-error.js";
import { parseJson } from "../../problem/json-text.js";
import { writeOutput } from "../../problem/output-file.js";
import type { ClassifierJson } from "../learners/classifier.js";
import { classifierFrom } from "../learners/table.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { Cover, type CoverLeaf } from "../proof/cover.js";
import { type SwitchedBound, switchedBounds } from "../proof/switched-bounds.js";
import { coveredProgram } from "../proof-preparation.js";
import type { Exploration } from "../sampling/exploration.js";
import type { Strategy } from "../strategy.js";
import type { StrategyModel } from "../training.js";
import { numbersOf, positionsOf, storedNumbers } from "./number-lists.js";
import { programFrom, storedProgram } from "./stored-program.js";

type Stored = Readonly<Record<string, unknown>>;

/** Writes the model as one JSON file; a file that is there is replaced only when the new one is complete. */
export function saveModel(path: string, model: StrategyModel): void {
  const { program, exploration, strategies, classifiers, covers, tangents, switched } = model;
  const text = JSON.stringify({
    "surety-strategies": 1,
    program: storedProgram(program),
    exploration: { ...exploration, strategies: exploration.strategies.map(storedStrategy) },
    strategies: strategies.map(storedStrategy),
    classifiers: classifiers.map(({ classifier, ...rest }) => ({ ...rest, classifier: classifier.toJson() })),
    tangents,
    switched,
    // A number: the same as that strategy's.
    covers: covers.map((cover, k) => {
      const first = covers.indexOf(cover);
      return cover !== null && first < k ? first : (cover?.leaves.map(storedLeaf) ?? null);
    }),
  });
  writeOutput(path, text);
}

/** @throws InputError naming the file and what in it cannot be used */
export function loadModel(path: string): StrategyModel {
  const problems = new ProblemList();
  const model = problems.collect(`${path}: `, () => modelFrom(parseJson(readText(path))));
  problems.throwIfAny();
  return model as StrategyModel;
}

function modelFrom(value: unknown): StrategyModel {
  const stored = value as Stored;
  if (stored?.["surety-strategies"] !== 1) {
    throw new InputError('not a file of strategies ("surety-strategies": 1); make one with: surety strategy sample');
  }
  try {
    const program = programFrom(stored["program"] as Stored);
    const kept = stored["exploration"] as Exploration;
    const tangents = tangentsFrom(stored["tangents"], program);
    const switched = switchedFrom(stored["switched"], program);
    const { program: covered, guarded } = coveredProgram(program, { tangents, switched });
    const covers: (Cover | null)[] = [];
    for (const one of stored["covers"] as (Stored[] | number | null)[]) {
      if (typeof one === "number") covers.push(covers[one] ?? null);
      else if (one === null) covers.push(null);
      else
        covers.push(
          new Cover(
            covered,
            one.map((leaf) => leafFrom(covered, leaf)),
            guarded,
          ),
        );
    }
    const strategy = (one: unknown): Strategy => strategyFrom(program, one as Stored);
    const strategies = (stored["strategies"] as unknown[]).map(strategy);
    const model = {
      program,
      exploration: { ...kept, labels: [...kept.labels], strategies: kept.strategies.map(strategy) },
      strategies,
      classifiers: (stored["classifiers"] as (Stored & { classifier: ClassifierJson })[]).map((one) => ({
        learner: String(one["learner"]),
        settings: one["settings"] as object,
        accuracy: Number(one["accuracy"]),
        classifier: classifierFrom(one.classifier),
      })),
      covers,
      tangents,
      switched,
    };
    const misfit = model.classifiers.find(({ classifier }) => classifier.classes !== strategies.length);
    if (misfit === undefined) return model;
    throw new InputError(`classifiers: ${misfit.learner} knows ${misfit.classifier.classes} strategies, not all`);
  } catch (error) {
    // A part is missing or of another kind: the file was not written by this program.
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new InputError(`damaged (${error.message}); make it anew with: surety strategy sample`);
    }
    throw error;
  }
}

function tangentsFrom(stored: unknown, { lower }: ParametricProgram): StrategyModel["tangents"] {
  if (stored === null || stored === undefined) return null;
  return (stored as Stored[]).map((one) => ({
    variable: positionsOf([one["variable"]], "tangents.variable", lower.length)[0],
    points: [...numbersOf(one["points"], "tangents.points")],
  }));
}

/** Of bounds that do not follow from the program, nothing is proved. */
function switchedFrom(stored: unknown, program: ParametricProgram): StrategyModel["switched"] {
  if (stored === null || stored === undefined) return [];
  const keyOf = ({ variable, binary, row }: SwitchedBound): string => `${variable} ${binary} ${row}`;
  const valid = new Map(switchedBounds(program).map((bound) => [keyOf(bound), bound]));
  return (stored as SwitchedBound[]).map((one) => {
    const bound = valid.get(keyOf(one));
    if (bound === undefined) throw new InputError(`switched: ${keyOf(one)} is no bound of the program`);
    return bound;
  });
}

function storedStrategy({ rows, columns, integers }: Strategy): Stored {
  return { rows: [...rows], columns: [...columns], integers: [...integers] };
}

function strategyFrom(program: ParametricProgram, stored: Stored): Strategy {
  const rows = Int8Array.from(numbersOf(stored["rows"], "strategy.rows"));
  const columns = Int8Array.from(numbersOf(stored["columns"], "strategy.columns"));
  const integers = numbersOf(stored["integers"], "strategy.integers");
  if (rows.length === program.rowNames.length && columns.length === program.lower.length)
    return { rows, columns, integers };
  throw new InputError(`a strategy has ${rows.length} rows and ${columns.length} variables, unlike the program`);
}

function storedLeaf({ changes, duals, tight }: CoverLeaf): Stored {
  return {
    changes,
    duals: duals.map(({ multipliers, anchor }) => ({
      multipliers: storedNumbers(multipliers),
      anchor: anchor === null ? null : storedNumbers(anchor),
    })),
    tight: tight === null ? null : storedStrategy(tight),
  };
}

function leafFrom(program: ParametricProgram, stored: Stored): CoverLeaf {
  const { changes, duals, tight } = stored;
  return {
    changes: changes as [number, number, number][],
    duals: (duals as Stored[]).map(({ multipliers, anchor }) => ({
      multipliers: numbersOf(multipliers, "cover.multipliers"),
      anchor: anchor === null ? null : numbersOf(anchor, "cover.anchor"),
    })),
    tight: tight === null ? null : strategyFrom(program, tight as Stored),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`);
  }
}
