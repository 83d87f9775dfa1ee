import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProblem } from "../../../src/problem/instance-file.js";
import { solve } from "../../../src/search/solve.js";
import { temporaryFolder } from "../../cli/folder.js";

const folder = temporaryFolder();
folder.write("data.csv", "a,b,c\n0,0,9\n1,0,9\n0,1,9\n1,1,9\n");
folder.write("broken.json", "{");
folder.write(
  "other.json",
  JSON.stringify({ "surety-validity": 1, kind: "box", parameters: { lower: [0], upper: [1] } }),
);

function load(validity: object) {
  const instance = {
    surety: 1,
    variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
    minimize: "-x[0] - x[1]",
    validity: [{ of: "x", ...validity }],
  };
  return loadProblem(folder.write("instance.json", JSON.stringify(instance)));
}

describe("from data", () => {
  test.each(["box", "convex-hull", "distance", "kde", "ellipsoid", "pca", "auto"])("%s", (kind) => {
    const problem = load({ kind, data: "data.csv", columns: ["a", "b"] });
    expect(problem.violation(Float64Array.of(1, 1))).toBeLessThan(1e-8);
    expect(problem.violation(Float64Array.of(-2, 2))).toBeGreaterThan(0.01);
  });

  test.each([
    [{ kind: "box", data: "data.csv" }, /validity\[0\]: the box is of 3 inputs, "of" names 2/],
    [{ kind: "box", data: "none.csv" }, /none\.csv: there is no such file/],
    [{ kind: "box", data: "data.csv", columns: ["a", "z"] }, /no column "z"/],
    [{ kind: "tree-agreement", data: "data.csv" }, /a tree-agreement is not fitted to points; give its parameters/],
    [{ kind: "gp-variance", data: "data.csv" }, /a gp-variance is fitted with one model \("model" .*\), here are 0/],
    [
      { kind: "gp-variance", data: "data.csv", model: "gp" },
      /there is no model "gp"; the models of the instance are none/,
    ],
    [{ kind: "ball", data: "data.csv" }, /kind "ball" is unknown; known are auto, box/],
    [{ kind: "box" }, /give one of "parameters", "file" and "data", here are 0/],
    [{ kind: "box", file: "broken.json" }, /instance\.json: validity\[0\]: /],
    [{ kind: "kde", file: "other.json" }, /other\.json: a domain of kind "box", the instance says "kde"/],
    [{ kind: "box", file: "none.json" }, /none\.json: cannot be read \(ENOENT\)/],
  ])("%j is refused", (validity, message) => {
    expect(() => load(validity)).toThrow(message);
  });
});

test("a threshold that leaves nothing makes the problem infeasible, proved", async () => {
  const parameters = { offset: [0, 0], factor: [1, 1], points: [0, 0, 1, 1], threshold: 0.9 };
  const { status } = await solve(load({ kind: "kde", parameters }));
  expect(status).toBe("infeasible");
});

test("a kind that asks a model takes its limit from what that says about the data", () => {
  const instance = {
    surety: 1,
    models: { net: { file: resolve("models/network/peaks-tanh.onnx") } },
    variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
    minimize: "x[0]",
    validity: [{ kind: "isolation-forest", of: "x", data: "data.csv", columns: ["a", "b"], model: "net" }],
  };
  const problem = loadProblem(folder.write("asking.json", JSON.stringify(instance)));
  const values = [...[0, 1].flatMap((a) => [0, 1].map((b) => [a, b]))].map((at) => {
    const row = new Float64Array(1);
    problem.rowValues(Float64Array.from(at), row);
    return row[0];
  });
  expect(problem.constraints[0].lower).toBe(Math.min(...values));
});
