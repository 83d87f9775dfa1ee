import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the tests read of a model's card: see models/README.md. */
export interface Card {
  readonly name: string;
  readonly file: string;
  readonly exporter: string;
  readonly opset: Readonly<Record<string, number>>;
  readonly operators: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly sha256: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly elementType: "float32" | "float64";
  readonly box: { readonly lower: readonly number[]; readonly upper: readonly number[] };
  readonly test: {
    readonly points: readonly (readonly number[])[];
    readonly outputs: readonly (readonly number[])[];
  };
}

const FOLDER = fileURLToPath(new URL("../../models/network/", import.meta.url));

export const cards: readonly Card[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => JSON.parse(readFileSync(FOLDER + name, "utf8")));

export function modelPath(card: Card): string {
  return FOLDER + card.file;
}

/** Files of the folder that are no cards. */
export const modelFiles: readonly string[] = readdirSync(FOLDER).filter((name) => !name.endsWith(".json"));

/** Largest magnitude of each output over the card's test points: the scale that an error is relative to. */
export function outputScales(card: Card): number[] {
  return Array.from({ length: card.outputs }, (_, k) => Math.max(...card.test.outputs.map((row) => Math.abs(row[k]))));
}
