import { describe, expect, test } from "vitest";
import { importCycles, importsOf, importViolations } from "./import-rules.js";
import { sourceFiles } from "./sources.js";

describe("src", () => {
  const files = sourceFiles("src");

  test("has files to check", () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap((file) => importsOf(file.text)).length).toBeGreaterThan(files.length / 2);
  });

  test("keeps the import rules", () => {
    expect(importViolations(files)).toEqual([]);
  });

  test("has no circle of imports", () => {
    expect(importCycles(files)).toEqual([]);
  });
});

describe("the rules catch", () => {
  const planted: [string, string, string, RegExp][] = [
    [
      "a lower room importing a higher one",
      "src/bounds/a.ts",
      'import { b } from "../search/b.js";',
      /bounds comes before/,
    ],
    ["the same as a type", "src/functions/a.ts", 'import type { B } from "../onnx/b.js";', /functions comes before/],
    [
      "an import over several lines",
      "src/onnx/a.ts",
      'import {\n  b,\n  c,\n} from "../search/b.js";',
      /onnx comes before/,
    ],
    ["a re-export", "src/problem/a.ts", 'export * from "../search/b.js";', /problem comes before/],
    ["a dynamic import", "src/problem/a.ts", 'const b = await import("../cli/b.js");', /nobody imports cli/],
    ["cli imported by the entry", "src/index.ts", 'export { main } from "./cli/main.js";', /nobody imports cli/],
    ["a package in numeric", "src/numeric/a.ts", 'import { readFileSync } from "node:fs";', /numeric imports nothing/],
    ["protobuf outside onnx", "src/predictors/a.ts", 'import { b } from "@bufbuild/protobuf/wire";', /only src\/onnx/],
    ["highs outside its file", "src/fullspace/a.ts", 'import highs from "highs";', /only src\/fullspace\/highs/],
    [
      "a checker that looks at the search",
      "src/certificate/check.ts",
      'import { b } from "../bounds/b.js";',
      /certificate may/,
    ],
    ["a missing ending", "src/search/a.ts", 'import { b } from "./b";', /ends in \.js/],
    ["a test's code in src", "src/search/a.ts", 'import { b } from "../../tests/b.js";', /nothing from outside/],
    ["an unknown room", "src/misc/a.ts", "export const a = 1;", /not a room/],
  ];
  test.each(planted)("%s", (_, path, text, rule) => {
    expect(importViolations([{ path, text }])).toEqual([expect.stringMatching(rule)]);
  });

  test("circles of values, not of types", () => {
    const back = (kind: string) => [
      { path: "src/search/a.ts", text: 'import { b } from "./b.js";' },
      { path: "src/search/b.ts", text: `import ${kind}{ a } from "./a.js";` },
    ];
    expect(importCycles(back(""))).toHaveLength(1);
    expect(importCycles(back("type "))).toEqual([]);
  });
});
