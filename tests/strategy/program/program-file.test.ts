import { expect, test } from "vitest";
import { instance, objectiveAt, programClass } from "../../../src/strategy/program/parametric-program.js";
import { loadProgram, parsedProgram } from "../../../src/strategy/program/program-file.js";

test.each([
  ["suppliers", "MILP", 11, 11],
  ["inventory", "LP", 8, 8],
  ["knapsack", "MILP", 4, 1],
  ["tracking", "MIQP", 6, 4],
])("instances/strategy/%s.json", (name, kind, variables, rows) => {
  const program = loadProgram(`instances/strategy/${name}.json`);
  expect(programClass(program)).toBe(kind);
  expect([program.lower.length, program.rowNames.length]).toEqual([variables, rows]);
});

function text(changes: object): string {
  return JSON.stringify({
    surety: 1,
    parameters: [{ name: "p", size: 2, box: { lower: 1, upper: 2 } }],
    variables: [{ name: "x", size: 2, lower: 0, upper: 3 }],
    minimize: "x[0]^2 + p[0] * x[1] + 2 * p[1]",
    subjectTo: ["p[1] * x[0] + x[1] >= 1 + 2 * p[0]"],
    ...changes,
  });
}

test("parameters in objective, matrix and sides", () => {
  const program = parsedProgram(text({}), "test");
  const data = instance(program, Float64Array.of(1.5, 2));
  expect([...data.linear]).toEqual([0, 1.5]);
  expect(Object.fromEntries(Array.from(program.indices, (j, e) => [j, data.values[e]]))).toEqual({ 0: 2, 1: 1 });
  expect([...data.rowLower]).toEqual([4]);
  expect(objectiveAt(program, data, Float64Array.of(2, 1))).toBe(4 + 1.5 + 4);
});

test("a maximum is minimized with its sign turned", () => {
  const { linear, isMaximum } = parsedProgram(text({ minimize: undefined, maximize: "3 * x[0]" }), "test");
  expect([linear.base[0], isMaximum]).toEqual([-3, true]);
});

test.each([
  [{ minimize: "exp(x[0])" }, /minimize: exp\(...\) is neither linear nor quadratic/],
  [{ minimize: "-x[0]^2" }, /the objective is not convex/],
  [{ minimize: "p[0] * x[0] * x[1]" }, /quadratic terms must have constant coefficients/],
  [{ minimize: "p[0] * p[1] * x[0]" }, /multiplies parameters/],
  [{ subjectTo: ["x[0] * x[1] <= 1"] }, /x\[0\] \* x\[1\] is not linear in the variables/],
  [{ subjectTo: ["x[0] / x[1] <= 1"] }, /neither linear nor quadratic/],
  [{ parameters: [{ name: "p", size: 2 }] }, /parameters\[0\]: give either "ball" or "box"/],
  [{ parameters: [{ name: "p", size: 2, box: { lower: 2, upper: 1 } }] }, /lower 2 is above upper 1/],
  [
    { parameters: [{ name: "p", size: 2, ball: { center: [1], radius: 1 } }] },
    /ball.center: 1 numbers for 2 parameters/,
  ],
  [{ parameters: [] }, /parameters/],
  [{ variables: [{ name: "x", size: 2, lower: 0 }] }, /upper: missing/],
])("%j is refused", (changes, message) => {
  expect(() => parsedProgram(text(changes), "test")).toThrow(message);
});

test("files that cannot be read", () => {
  expect(() => loadProgram("absent.json")).toThrow(/absent.json: there is no such file/);
  expect(() => parsedProgram("{", "test")).toThrow(/line 1/);
});
