import { closeSync, openSync, writeSync } from "node:fs";
import { InputError, quote } from "../problem/input-error.js";
import { PROGRESS_HEADER, progressRow } from "../report/progress-csv.js";
import { progressLine } from "../report/progress-line.js";
import type { Progress } from "../search/progress.js";
import type { Output } from "./terminal.js";

/** Shows or stores the progress of a solve. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  /** Clears what must not stay. */
  end(): void;
}

const REDRAW_SECONDS = 0.2;
const CLEAR_LINE = "\r\x1b[K";

/** One line that is overwritten at most five times a second; nothing where the output is no terminal. */
export function liveLine(output: Output): ProgressDisplay {
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      if (!output.isTTY || progress.seconds - drawn < REDRAW_SECONDS) return;
      drawn = progress.seconds;
      output.write(CLEAR_LINE + progressLine(progress).slice(0, (output.columns ?? 80) - 1));
    },
    end() {
      if (drawn >= 0) output.write(CLEAR_LINE);
    },
  };
}

/**
 * A CSV table of the progress: on `output` if `target` is "csv", otherwise in the file of that name.
 * @throws InputError if the file cannot be written
 */
export function progressLog(target: string, output: Output): ProgressDisplay {
  const file = target === "csv" ? null : openForWriting(target);
  const write = (text: string): void => {
    if (file === null) output.write(text);
    else writeSync(file, text);
  };
  write(PROGRESS_HEADER);
  return {
    show: (progress) => write(progressRow(progress)),
    end() {
      if (file !== null) closeSync(file);
    },
  };
}

function openForWriting(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    throw new InputError(`--log ${quote(path)}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
