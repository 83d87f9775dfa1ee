import { posix } from "node:path";
import type { SourceFile } from "./sources.js";

/** The rooms of src/ in the order data flows: a room may import only from itself and from rooms before it. */
export const ROOMS = [
  "numeric",
  "functions",
  "onnx",
  "predictors",
  "problem",
  "bounds",
  "search",
  "fullspace",
  "acquisition",
  "strategy",
  "certificate",
  "report",
  "cli",
];

/** Packages that only some files may import, by the path that such a file starts with. */
const CONFINED: ReadonlyMap<string, string> = new Map([
  ["@bufbuild/protobuf", "src/onnx/"],
  ["highs", "src/fullspace/highs.ts"],
  ["commander", "src/cli/"],
]);

/** What certificate/ may import: the checker shares no code with the search whose results it checks. */
const CHECKER_ROOMS = ["numeric", "functions", "onnx", "problem", "certificate"];

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(STATIC)) found.push({ specifier: match[2], typeOnly: match[1] !== undefined });
  for (const match of text.matchAll(DYNAMIC)) found.push({ specifier: match[1], typeOnly: false });
  return found;
}

/** `src/bounds/a.ts` -> `bounds`; null for `src/index.ts`. */
export function roomOf(path: string): string | null {
  const parts = path.split("/");
  return parts.length > 2 ? parts[1] : null;
}

/** The file of src/ that a relative specifier names. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
}

/** The package that a bare specifier names: `@scope/name/part` -> `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function relativeViolation(file: SourceFile, specifier: string): string | null {
  if (!specifier.endsWith(".js")) return "a relative import ends in .js";
  const target = resolveImport(file.path, specifier);
  if (!target.startsWith("src/")) return "src imports nothing from outside src";
  const from = roomOf(file.path);
  const to = roomOf(target);
  if (to === "cli" && from !== "cli") return "nobody imports cli";
  if (from === null) return null;
  if (to === null) return "rooms do not import src/index.ts";
  if (from === "certificate" && !CHECKER_ROOMS.includes(to))
    return `certificate may import only ${CHECKER_ROOMS.join(", ")}`;
  if (ROOMS.indexOf(to) > ROOMS.indexOf(from)) return `${from} comes before ${to}`;
  return null;
}

function packageViolation(file: SourceFile, specifier: string): string | null {
  if (roomOf(file.path) === "numeric") return "numeric imports nothing";
  for (const [name, place] of CONFINED) {
    if (packageOf(specifier) === name && !file.path.startsWith(place)) return `only ${place} imports ${name}`;
  }
  return null;
}

/** One line per broken rule: `file imports specifier: rule`. */
export function importViolations(files: readonly SourceFile[]): string[] {
  const broken: string[] = [];
  for (const file of files) {
    const room = roomOf(file.path);
    if (room !== null && !ROOMS.includes(room)) broken.push(`${file.path}: ${room} is not a room of the design`);
    for (const { specifier } of importsOf(file.text)) {
      const rule = specifier.startsWith(".") ? relativeViolation(file, specifier) : packageViolation(file, specifier);
      if (rule !== null) broken.push(`${file.path} imports ${specifier}: ${rule}`);
    }
  }
  return broken;
}

/** Circles of value imports (types vanish at run time and may refer to each other), each as `a -> b -> a`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map<string, string[]>();
  for (const file of files) {
    const values = importsOf(file.text).filter((i) => !i.typeOnly && i.specifier.startsWith("."));
    targets.set(
      file.path,
      values.map((i) => resolveImport(file.path, i.specifier)),
    );
  }
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || done.has(path)) return;
    for (const next of targets.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}
