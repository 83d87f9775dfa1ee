import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadPredictor, loadProblem, solve } from "../../src/index.js";
import { Random } from "../../src/numeric/random.js";

const FOLDER = fileURLToPath(new URL("../../instances/tree-ensemble/data-distance/", import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const forest = loadPredictor(
  fileURLToPath(new URL("../../models/tree-ensemble/friedman-boosted.onnx", import.meta.url)),
);
const DIMENSION = 5;

function readPoints(): number[][] {
  const [, ...lines] = readFileSync(`${FOLDER}points.csv`, "utf8").trim().split("\n");
  return lines.map((line) => line.split(",").map(Number));
}

const points = readPoints();
const ends = Array.from({ length: DIMENSION }, (_, j) => {
  const column = points.map((row) => row[j]);
  return { least: Math.min(...column), width: Math.max(...column) - Math.min(...column) };
});
const scaled = (x: readonly number[]) => x.map((value, j) => (value - ends[j].least) / ends[j].width);
const data = points.map(scaled);

/** Of the forest's mean and what the instance says of the nearest data point; clusters and subspaces are left to their own tests. */
function plainObjective(x: readonly number[], norm: string, weight: number): number {
  const y = new Float64Array(1);
  forest.evaluate(Float64Array.from(x), y);
  const z = scaled(x);
  const distances = data.map((row) => {
    const parts = row.map((value, j) => Math.abs(value - z[j]));
    return parts.reduce((sum, part) => sum + (norm === "l1" ? part : part * part), 0);
  });
  return y[0] + weight * Math.min(...distances);
}

describe.each(files)("%s", (file) => {
  const problem = loadProblem(FOLDER + file);
  const [{ norm, weight, clusters, kind }] = JSON.parse(readFileSync(FOLDER + file, "utf8")).validity;
  const isPlain = kind === "distance" && clusters === undefined;

  test("closes, and no point of a sample is better than the bound", async () => {
    const { status, objective, bound, x } = await solve(problem, { relativeGap: 1e-3, nodeLimit: 20_000 });
    expect(status).toBe("optimal");
    const random = new Random(2);
    for (let k = 0; k < 2000; k++) {
      const point = Float64Array.from({ length: DIMENSION }, () => random.uniform());
      expect(problem.evaluate(point)).toBeGreaterThanOrEqual(bound);
    }
    if (!isPlain) return;
    const best = (x as { x: number[] }).x;
    expect(Math.abs(plainObjective(best, norm, weight) - (objective as number))).toBeLessThan(1e-9);
  });

  test("the objective is the mean and the weighted distance", () => {
    if (!isPlain) return;
    const random = new Random(3);
    for (let k = 0; k < 100; k++) {
      const point = Array.from({ length: DIMENSION }, () => random.uniform());
      expect(Math.abs(problem.evaluate(Float64Array.from(point)) - plainObjective(point, norm, weight))).toBeLessThan(
        1e-9,
      );
    }
  });
});
