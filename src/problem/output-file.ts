import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { InputError } from "./input-error.js";

/**
 * Writes a file whole: one that is there is replaced when the new one is complete, so that a full disk costs nothing.
 * Links stay, and devices are written to.
 * @param label what the user called it, where that is more than the path
 * @throws InputError if it cannot be written
 */
export function writeOutput(path: string, content: string | Uint8Array, label = path): void {
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before === undefined) replace(path, content);
    else if (before.isFile()) replace(realpathSync(path), content);
    else writeFileSync(path, content);
  } catch (error) {
    throw new InputError(`${label}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

function replace(path: string, content: string | Uint8Array): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, content);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
