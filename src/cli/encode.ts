import { elementBoundsOf } from "../fullspace/bound-tightening.js";
import { DEFAULT_FORMULATION } from "../fullspace/formulation.js";
import { lpText } from "../fullspace/lp.js";
import { mpsText } from "../fullspace/mps.js";
import { completeFullSpaceOptions } from "../fullspace/options.js";
import { programOf, written } from "../fullspace/program.js";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { InputError, quote } from "../problem/input-error.js";
import { loadProblem } from "../problem/instance-file.js";
import { writeOutput } from "../problem/output-file.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import { numberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { addFormulationOptions, type FormulationArguments, formulationOf } from "./milp-options.js";
import type { Terminal } from "./terminal.js";

interface EncodeArguments extends FormulationArguments {
  readonly output: string;
  readonly timeLimit: number;
}

/** surety encode FILE -o MODEL.mps */
export const encode: CommandEntry = {
  register(program, terminal, finish) {
    const command = program
      .command("encode")
      .description("write an instance as a mixed-integer linear program for other solvers")
      .argument("<file>", "instance file (JSON)")
      .requiredOption("-o, --output <file>", "where to write; the ending decides: .mps or .lp")
      .option("--time-limit <seconds>", "for bounding neurons by linear programs", numberFrom(0), 600);
    // Nothing is refined later: what has an exact form gets it.
    addFormulationOptions(command, { ...DEFAULT_FORMULATION, quadratic: "hessian" }).action(
      async (file: string, given: EncodeArguments) => {
        await run(file, given, terminal);
        finish(EXIT.done);
      },
    );
  },
};

async function run(file: string, given: EncodeArguments, terminal: Terminal): Promise<void> {
  const write = writerOf(given.output);
  const problem = loadProblem(file);
  const { formulation } = completeFullSpaceOptions({ formulation: formulationOf(given) });
  const program = programOf(problem, DEFAULT_LIMITS.feasibilityTolerance);
  const backend = new ThreadBackend();
  try {
    const bounds = await elementBoundsOf(program, formulation, backend, { timeLimit: given.timeLimit });
    if (bounds === null || program.isEmpty)
      throw new InputError(`${file}: no point of the box is defined; there is nothing to write`);
    const { model, encoding } = written(program, bounds, formulation);
    writeOutput(given.output, write(model), `--output ${quote(given.output)}`);
    const { rows, columns, integers, nonzeros } = model.size;
    const { enclosures } = encoding.assembly;
    const error = enclosures.reduce((most, enclosure) => Math.max(most, enclosure.error), 0);
    terminal.stderr.write(
      `${given.output}: ${rows} rows, ${columns} columns, ${integers} integer, ${nonzeros} entries${
        model.quadratic === null ? "" : `, a quadratic objective of ${model.quadratic.values.length} entries`
      }; ${
        enclosures.length === 0
          ? "exact up to rounding"
          : `a relaxation: ${enclosures.length} smooth functions enclosed within ${error}`
      }${problem.sense === "maximize" ? "; the maximization is negated" : ""}\n`,
    );
  } finally {
    await backend.close();
  }
}

function writerOf(path: string): typeof mpsText {
  if (path.endsWith(".mps")) return mpsText;
  if (path.endsWith(".lp")) return lpText;
  throw new InputError(`--output ${quote(path)}: the ending says the format, and is neither .mps nor .lp`);
}
