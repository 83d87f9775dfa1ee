import { type Finding, findingsIn } from "../problem/findings.js";
import { loadProblem } from "../problem/instance-file.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

/** surety check-instance FILE */
export const checkInstance: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("check-instance")
      .description("say what in an instance is wrong or probably not meant, without solving it")
      .argument("<file>", "instance file (JSON)")
      .option("--json", "print one JSON object")
      .action((file: string, given: { json?: boolean }) => {
        const problem = loadProblem(file);
        const findings = findingsIn(problem, DEFAULT_LIMITS.feasibilityTolerance);
        terminal.stdout.write(
          given.json ? `${JSON.stringify({ surety: 1, instance: problem.name, findings })}\n` : lines(file, findings),
        );
        finish(findings.some(({ kind }) => kind === "never-holds") ? EXIT.infeasible : EXIT.done);
      });
  },
};

function lines(file: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${file}: nothing to report\n`;
  return findings.map(({ message }) => `${file}: ${message}\n`).join("");
}
