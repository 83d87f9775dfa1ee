import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** Reference models that stay outside of the repository. */
export const SHARED_MODELS = resolve(import.meta.dirname, "../../../shared/models");

export const hasSharedModels = existsSync(SHARED_MODELS);

type Values = Readonly<Record<string, readonly (number | readonly number[])[]>>;

/** Points with what the file gives there, by output. */
export interface ReferencePoints {
  readonly X: readonly (readonly number[])[];
  /** Evaluated in float64; absent where the reference evaluator does not know an operator. */
  readonly graph_f64?: Values;
  /** By onnxruntime in float32; pairs of labels and scores for maps. */
  readonly ort: Readonly<Record<string, readonly (number | readonly number[] | Readonly<Record<string, number>>)[]>>;
}

export interface Sidecar {
  readonly name: string;
  readonly path: string;
  readonly outputs: readonly { readonly name: string; readonly dtype: string }[];
  readonly X: readonly (readonly number[])[];
  /** The file evaluated in float64, by output, one row per point. */
  readonly expected: Values;
  /** All reference points; for trees also those on thresholds and beside them. */
  readonly references: readonly ReferencePoints[];
}

/** Models of a folder that come with reference values. */
export function sidecars(folder: string): Sidecar[] {
  const directory = join(SHARED_MODELS, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json") && existsSync(join(directory, file.replace(/json$/, "onnx"))))
    .map((file) => {
      const data = JSON.parse(readFileSync(join(directory, file), "utf8").replace(/:(?:NaN|-?Infinity)\b/g, ":null"));
      return {
        name: basename(file, ".json"),
        path: join(directory, file.replace(/json$/, "onnx")),
        outputs: data.outputs,
        X: data.test?.X ?? [],
        expected: data.test?.graph_f64 ?? {},
        references: [data.test, data.edge].filter((points) => points),
      };
    });
}
