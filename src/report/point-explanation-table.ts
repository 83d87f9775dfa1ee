import type { ExplainedEnsemble } from "../predictors/tree-ensemble/explained-ensembles.js";
import type { FeatureExplanation, LeafExplanation, Stretch } from "../predictors/tree-ensemble/point-explanation.js";
import { precise } from "./numbers.js";

const MOST_LEAVES = 20;

/** Why a model of trees gives what it gives at a point, for people. */
export function pointExplanationTable(
  file: string,
  prediction: ArrayLike<number>,
  ensembles: readonly ExplainedEnsemble[],
): string {
  const head = `${file}\n  prediction  ${Array.from(prediction, precise).join(", ")}\n`;
  return head + ensembles.map((ensemble, k) => ensembleText(ensemble, ensembles.length === 1 ? "" : ` ${k}`)).join("");
}

function ensembleText({ outputs, readsInputs, features, leaves }: ExplainedEnsemble, name: string): string {
  const reads = readsInputs ? "" : ", of features that the model computes from its inputs";
  const lines = [`ensemble${name}: ${leaves.length} trees give ${outputs.map(precise).join(", ")}${reads}`];
  const rows = features.map((feature, j) => [
    String(j),
    precise(feature.value),
    stretchText(feature.cell),
    stretchText(feature.same),
    changeText(feature),
  ]);
  const titles = ["feature", "value", "no leaf changes for", "prediction stays for", "then"];
  const widths = titles.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  for (const row of [titles, ...rows])
    lines.push(
      row
        .map((cell, c) => cell.padEnd(widths[c]))
        .join("  ")
        .trimEnd(),
    );
  const largest = [...leaves].sort((a, b) => size(b) - size(a)).slice(0, MOST_LEAVES);
  if (leaves.length > largest.length) lines.push(`the ${largest.length} leaves with the largest values:`);
  for (const leaf of largest) lines.push(leafText(leaf));
  return lines.map((line) => `  ${line}\n`).join("");
}

function size({ values }: LeafExplanation): number {
  return Math.max(...values.map(Math.abs));
}

function leafText({ tree, values, conditions }: LeafExplanation): string {
  const where = conditions.map(conditionText).join(", ");
  return `tree ${tree}: ${values.map(precise).join(", ")}${where === "" ? "" : ` where ${where}`}`;
}

function conditionText({ feature, above, upTo }: Stretch & { readonly feature: number }): string {
  const start = Number.isFinite(above) ? `${precise(above)} < ` : "";
  return `${start}x${feature}${Number.isFinite(upTo) ? ` <= ${precise(upTo)}` : ""}`;
}

function stretchText({ above, upTo }: Stretch): string {
  const start = Number.isFinite(above) ? precise(above) : "-infinity";
  return `(${start}, ${Number.isFinite(upTo) ? `${precise(upTo)}]` : "infinity)"}`;
}

/** The predictions on both sides of where it stays. */
function changeText({ below, beyond }: FeatureExplanation): string {
  const parts = [];
  if (below !== null) parts.push(`${below.map(precise).join(", ")} below`);
  if (beyond !== null) parts.push(`${beyond.map(precise).join(", ")} above`);
  return parts.join("; ");
}
