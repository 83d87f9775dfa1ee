import type { Finding } from "../problem/findings/finding.js";
import { findingsIn } from "../problem/findings.js";
import { loadInstance } from "../problem/instance-file.js";
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
      .option("--allow-external-data", "read weights that lie in other files of a model's folder")
      .option("--json", "print one JSON object")
      .action((file: string, { allowExternalData, json }: { allowExternalData?: boolean; json?: boolean }) => {
        const { problem, written, trainingRanges } = loadInstance(file, { allowExternalData });
        const tolerance = DEFAULT_LIMITS.feasibilityTolerance;
        const findings = findingsIn(problem, { tolerance, written, trained: trainingRanges() });
        terminal.stdout.write(
          json ? `${JSON.stringify({ surety: 1, instance: problem.name, findings })}\n` : lines(file, findings),
        );
        finish(findings.some(({ kind }) => kind === "never-holds") ? EXIT.infeasible : EXIT.done);
      });
  },
};

function lines(file: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${file}: nothing to report\n`;
  return findings.map(({ message }) => `${file}: ${message}\n`).join("");
}
