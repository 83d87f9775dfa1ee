import { Option } from "commander";
import { elementBoundsOf } from "../fullspace/bound-tightening.js";
import { completeFullSpaceOptions, FORMULATION_CHOICES } from "../fullspace/options.js";
import { programOf } from "../fullspace/program.js";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { loadProblem } from "../problem/instance-file.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import { numberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

interface BoundsArguments {
  readonly method: (typeof FORMULATION_CHOICES.elementBounds)[number];
  readonly timeLimit: number;
}

/** surety bounds FILE */
export const bounds: CommandEntry = {
  register(program, terminal, finish) {
    const methods = FORMULATION_CHOICES.elementBounds;
    program
      .command("bounds")
      .description("print proved bounds of every neuron of an instance as JSON, for other tools")
      .argument("<file>", "instance file (JSON)")
      .addOption(new Option("--method <name>", "how they are obtained").choices(methods).default("backward"))
      .option("--time-limit <seconds>", "for linear and integer programs", numberFrom(0), 600)
      .action(async (file: string, { method, timeLimit }: BoundsArguments) => {
        const problem = loadProblem(file);
        const { formulation } = completeFullSpaceOptions({ formulation: { elementBounds: method } });
        const whole = programOf(problem, DEFAULT_LIMITS.feasibilityTolerance);
        const backend = new ThreadBackend();
        try {
          const found = await elementBoundsOf(whole, formulation, backend, { timeLimit, isWithOutputs: true });
          const layers = whole.network.layers.map((layer, k) => ({
            kind:
              layer.kind === "univariate"
                ? layer.phi.name
                : layer.kind === "bivariate"
                  ? layer.operation.name
                  : layer.kind,
            lower: found === null ? null : Array.from(found.lower[k]),
            upper: found === null ? null : Array.from(found.upper[k]),
          }));
          terminal.stdout.write(
            `${JSON.stringify({ surety: 1, instance: problem.name, method, promise: found?.isProved === false ? "claimed" : "bounded", layers })}\n`,
          );
          finish(found === null ? EXIT.infeasible : EXIT.done);
        } finally {
          await backend.close();
        }
      });
  },
};
