import { Command, CommanderError } from "commander";
import { OnnxError } from "../onnx/error.js";
import { InputError } from "../problem/input-error.js";
import { InternalContradiction } from "../search/internal-contradiction.js";
import { EXIT } from "./exit-codes.js";
import { commands } from "./table.js";
import type { Terminal } from "./terminal.js";
import { version } from "./version.js";

/**
 * Runs the command line: what was asked for on standard output, everything else on standard error.
 * @param args without the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = new Command("surety")
    .description("Global optimization of problems with trained models inside, with proved bounds")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  for (const command of commands) {
    command.register(program, terminal, (code) => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return report(error, args, terminal);
  }
}

/** One line per problem, and no stack. */
function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  const say = (line: string): void => {
    terminal.stderr.write(`surety: ${onOneLine(line)}\n`);
  };
  if (error instanceof InputError || error instanceof OnnxError) {
    if (error instanceof InputError) error.problems.forEach(say);
    else say(error.message);
    return EXIT.badInput;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(error instanceof InternalContradiction ? message : `internal error, please report it: ${message}`);
  say(`while running: surety ${args.join(" ")}`);
  return EXIT.internalContradiction;
}

/** Names that come out of files may hold line breaks and escape sequences. */
function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
}
