import { columnsOf, readDataTable } from "./data-table.js";
import { InputError } from "./input-error.js";

/** What a model is fitted to. */
export interface TrainingTable {
  readonly names: readonly string[];
  /** rows x names.length, row-major. */
  readonly X: Float64Array;
  /** rows. */
  readonly y: Float64Array;
}

/**
 * A target column of a CSV file and its inputs.
 * @param inputs comma-separated names; all other columns if undefined
 * @throws InputError naming columns that are missing, or the target among the inputs
 */
export function readTrainingTable(file: string, target: string, inputs: string | undefined): TrainingTable {
  const data = readDataTable(file);
  const names = inputs?.split(",").map((name) => name.trim()) ?? data.columns.filter((column) => column !== target);
  const y = columnsOf(data, [target], file);
  const X = columnsOf(data, names, file);
  if (names.length === 0) throw new InputError(`${file}: no input columns beside the target "${target}"`);
  if (names.includes(target)) throw new InputError(`--inputs: "${target}" is the target`);
  return { names, X, y };
}
