import type { Command } from "commander";
import type { Terminal } from "./terminal.js";

/** One command of the command line. */
export interface CommandEntry {
  /**
   * Adds the command, with arguments, options and help, to the program.
   * @param finish to be called with the exit code
   */
  register(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void;
}
