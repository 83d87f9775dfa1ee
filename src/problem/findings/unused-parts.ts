import type { Expression } from "../expression.js";
import type { Problem } from "../problem.js";
import { elementName } from "../variable.js";
import type { Finding } from "./finding.js";

/** Variables and models that neither the objective nor a constraint depends on. */
export function unusedParts({ variables, models }: Problem, parts: readonly Expression[]): Finding[] {
  const indices = new Set<number>();
  const called = new Set<string>();
  for (const part of parts) {
    if (part.kind === "variable") indices.add(part.index);
    else if (part.kind === "output") called.add(part.call.model.name);
  }
  const findings: Finding[] = [];
  for (const variable of variables) {
    const missing = Array.from({ length: variable.size }, (_, k) => k).filter((k) => !indices.has(variable.offset + k));
    if (missing.length === 0) continue;
    const names =
      missing.length === variable.size ? variable.name : missing.map((k) => elementName(variable, k)).join(", ");
    findings.push({
      kind: "unused-variable",
      message: `variables: ${names}: no objective or constraint depends on it`,
    });
  }
  for (const name of models.keys()) {
    if (!called.has(name)) findings.push({ kind: "unused-model", message: `models.${name}: no formula depends on it` });
  }
  return findings;
}
