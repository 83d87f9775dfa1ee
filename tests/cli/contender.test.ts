import { describe, expect, test } from "vitest";
import { contendersOf, resultFrom } from "../../src/cli/contender.js";
import { InputError } from "../../src/index.js";

const limits = { gap: 1e-3, timeLimit: 5 };

test("engines, solvers and commands", () => {
  const all = contendersOf("reduced, highs", ["cbc", "peer=python run.py {file} --gap={gap} --limit {limit}"]);
  expect(all.map(({ name }) => name)).toEqual(["reduced", "highs", "external cbc", "peer"]);
  const [reduced, , cbc, peer] = all.map(({ command }) => command("a b.json", limits));
  expect(reduced.slice(2)).toEqual([
    ...["solve", "a b.json", "--engine", "reduced", "--gap", "0.001", "--time-limit", "5", "--json"],
  ]);
  expect(cbc.slice(4, 8)).toEqual(["--engine", "external", "--solver", "cbc"]);
  // A file's name stays one argument.
  expect(peer).toEqual(["python", "run.py", "a b.json", "--gap=0.001", "--limit", "5"]);
});

test.each([
  ["reduced,higs", [], /"higs": unknown; known are reduced/],
  ["reduced", ["xpress"], /"xpress": neither a solver .* nor NAME=COMMAND/],
  ["reduced", ["peer="], /there is no command/],
  ["reduced,reduced", [], /compared twice/],
  ["reduced", ["cbc", "cbc"], /compared twice/],
] as const)("refuses %s with %s", (engines, others, message) => {
  expect(() => contendersOf(engines, others)).toThrow(message);
  expect(() => contendersOf(engines, others)).toThrow(InputError);
});

describe("what is printed", () => {
  test("our own, infinite numbers included", () => {
    const line = { sense: "maximize", status: "time-limit", objective: null, bound: null, rootBound: null, nodes: 0 };
    const result = resultFrom(
      `warning\n${JSON.stringify({ ...line, seconds: 1, gap: { absolute: null, relative: null } })}\n`,
    );
    expect(result).toMatchObject({ bound: Number.POSITIVE_INFINITY, gap: { relative: Number.POSITIVE_INFINITY } });
  });

  test("a peer's", () => {
    const result = resultFrom('{"status":"limit","objective":2,"bound":1,"wall_s":3}');
    expect(result).toMatchObject({
      status: "time-limit",
      objective: 2,
      gap: { absolute: 1, relative: 0.5 },
      seconds: 3,
    });
    expect(result?.rootBound).toBeNaN();
    expect(resultFrom('{"status":"optimal","objective":2}')?.status).toBe("optimal");
  });

  test.each([
    "",
    "Segmentation fault",
    "[1]",
    "null",
    '{"status":"refused"}',
    '{"status":"failed","objective":1}',
    "{}",
  ])("nothing of use: %s", (printed) => {
    expect(resultFrom(printed)).toBeNull();
  });
});
