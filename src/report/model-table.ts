import { labelledLines } from "./labelled-lines.js";
import type { ModelSummary, ValueSummary } from "./model-summary.js";
import { count } from "./numbers.js";

const MOST_LAYERS = 40;

/** What a model file is, for people. */
export function modelTable(summary: ModelSummary): string {
  const { recognised } = summary;
  const rows: [string, string][] = [["family", summary.family ?? "not recognised"], ...described(summary)];
  if (recognised !== null) {
    if (recognised.layers.length > 0) rows.push(["layers", layersText(recognised.layers)]);
    rows.push(["as a function", `of ${recognised.inputs} numbers to ${recognised.outputs}`]);
  }
  rows.push(["can be bounded", summary.canBeBounded ? "yes" : `no: ${summary.reason}`]);
  if (summary.notes.length > 0) rows.push(["notes", summary.notes.join("\n")]);
  return `${summary.file}\n${labelledLines(rows)}`;
}

/** What only ONNX files have. */
function described(summary: ModelSummary): [string, string][] {
  if (summary.parameters === null) return [];
  const opsets = Object.entries(summary.opsets).map(([domain, version]) => `${domain} ${version}`);
  return [
    ["inputs", summary.inputs.map(valueText).join("\n") || "none"],
    ["outputs", summary.outputs.map(valueText).join("\n") || "none"],
    ["operators", countsText(summary.operators)],
    ["parameters", count(summary.parameters)],
    ["opset", opsets.join(", ") || "none"],
    ["producer", summary.producer === "" ? "unknown" : summary.producer],
  ];
}

function valueText({ name, type, shape }: ValueSummary): string {
  const size = shape === null ? "of unknown shape" : `[${shape.map((dimension) => dimension ?? "?").join(", ")}]`;
  return `${name} ${type} ${size}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, times]) => (times === 1 ? name : `${name} x ${times}`));
  return parts.join(", ") || "none";
}

function layersText(layers: readonly string[]): string {
  const shown = layers.slice(0, MOST_LAYERS).join(" > ");
  const rest = layers.length - MOST_LAYERS;
  return `${layers.length}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}
