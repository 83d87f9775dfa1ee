import { describe, expect, test } from "vitest";
import { FUNCTIONS, univariateFunction } from "../../../src/functions/table.js";
import { auditFunction } from "./audit.js";
import { TRUTHS, truthOf } from "./truth.js";
import { variants } from "./variants.js";

describe("every function of the table keeps the promises of UnivariateFunction", () => {
  let total = 0;
  for (const { label, name, parameters } of variants()) {
    test(label, () => {
      const phi = univariateFunction(name, parameters);
      const report = auditFunction(phi, truthOf(name, parameters));
      expect(report.violations.slice(0, 3)).toEqual([]);
      expect(report.checks).toBeGreaterThan(10_000);
      total += report.checks;
    });
  }

  test("the number of checks", () => {
    console.info(`${total} checks of ${FUNCTIONS.size} functions`);
    expect(total).toBeGreaterThan(500_000);
    expect(Object.keys(TRUTHS).sort()).toEqual([...FUNCTIONS.keys()].sort());
  });
});
