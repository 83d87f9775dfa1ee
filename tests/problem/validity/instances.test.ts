import { describe, expect, test } from "vitest";
import { loadInstance } from "../../../src/problem/instance-file.js";
import { dataWarnings } from "../../../src/report/data-lines.js";
import { dataPositions } from "../../../src/report/data-position.js";
import { solve } from "../../../src/search/solve.js";
import { generator } from "../../predictors/network/random-networks.js";

/** MATLAB's peaks, which the networks of instances/validity were fitted to. */
function peaks([a, b]: readonly number[]): number {
  return (
    3 * (1 - a) ** 2 * Math.exp(-(a ** 2) - (b + 1) ** 2) -
    10 * (a / 5 - a ** 3 - b ** 5) * Math.exp(-(a ** 2) - b ** 2) -
    Math.exp(-((a + 1) ** 2) - b ** 2) / 3
  );
}

describe("instances/validity: peaks with a hole in the data", () => {
  test("without a domain the optimum is in the hole, wrong, and warned of", async () => {
    const instance = loadInstance("instances/validity/peaks-hole-free.json");
    const { x, objective } = await solve(instance.problem, { relativeGap: 1e-3 });
    const at = x?.["x"] as readonly number[];
    expect(Math.hypot(at[0] - 0.2, at[1] + 0.4)).toBeLessThan(1.2);
    expect(objective).toBeLessThan(peaks(at) - 10);
    expect(dataWarnings(dataPositions(instance, { x: at }, 1e-6))).toEqual([
      expect.stringMatching(/in a gap of the data/),
    ]);
  });

  test("with one the optimum is the best of the domain, and true", async () => {
    const instance = loadInstance("instances/validity/peaks-hole-svm.json");
    const { problem } = instance;
    const { x, objective, bound, violation } = await solve(problem, { relativeGap: 1e-3 });
    const at = x?.["x"] as readonly number[];
    expect(violation).toBeLessThanOrEqual(1e-6);
    expect(Math.abs((objective as number) - peaks(at))).toBeLessThan(0.2);
    expect(dataPositions(instance, { x: at }, 1e-6)[0]).toMatchObject({ inside: true, active: true });
    const random = generator(1);
    let inside = 0;
    for (let k = 0; k < 20_000; k++) {
      const point = Float64Array.from([6 * random() - 3, 6 * random() - 3]);
      if (problem.violation(point) > 0) continue;
      inside++;
      expect(problem.evaluate(point)).toBeGreaterThanOrEqual(bound);
    }
    expect(inside).toBeGreaterThan(5000);
  });
});
