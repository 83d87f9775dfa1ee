import { within } from "../../onnx/error.js";
import { parsedJson, readTextFile } from "../text-file.js";
import { ConvexRegions } from "./convex-regions.js";
import type { RegionsDefinition } from "./definition.js";
import { checkRegionsJson } from "./json-schema.js";
import { RegionSet } from "./region-set.js";

/** Reads a `surety-regions` file (docs/convex-regions.md). @throws OnnxError naming the file and everything that is wrong with it */
export function loadRegionsFile(path: string): ConvexRegions {
  return within(
    { file: path },
    () => new ConvexRegions(new RegionSet(checkRegionsJson(parsedJson(readTextFile(path))))),
  );
}

/** A `surety-regions` file, a region per line. */
export function regionsText(definition: RegionsDefinition, inputNames: readonly string[]): string {
  const { regions, ...rest } = definition;
  const entries = Object.entries({ "surety-regions": 1, inputNames, ...rest })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const lines = regions.map((region) => `    ${JSON.stringify(region)}`);
  return `{\n${entries.join(",\n")},\n  "regions": [\n${lines.join(",\n")}\n  ]\n}\n`;
}
