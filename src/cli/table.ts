import { checkInstance } from "./check-instance.js";
import type { CommandEntry } from "./command.js";
import { info } from "./info.js";
import { solve } from "./solve.js";

/** Every command. A new one is a file and a line here. */
export const commands: readonly CommandEntry[] = [solve, info, checkInstance];
