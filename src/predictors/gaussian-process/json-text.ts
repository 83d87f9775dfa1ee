import type { GaussianProcessJson } from "./json-schema.js";

/** A `surety-gp` file: a key per line, a training point per line. */
export function gaussianProcessText(model: GaussianProcessJson): string {
  const entries = Object.entries(model).map(([key, value]) => {
    if (key !== "X") return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const rows = model.X.map((row) => `    ${JSON.stringify(row)}`);
    return `  "X": [\n${rows.join(",\n")}\n  ]`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}
