import { describe, expect, test } from "vitest";
import { auditFunction } from "./audit.js";
import { PLANTED } from "./planted-functions.js";
import { truthOf } from "./truth.js";

describe("the conformance suite notices planted mistakes", () => {
  for (const { mistake, make, noticedBy } of PLANTED) {
    test(mistake, () => {
      const phi = make();
      const report = auditFunction(phi, truthOf(phi.name, phi.parameters));
      expect(report.checks).toBeGreaterThan(10_000);
      const kinds = new Set(report.violations.map((violation) => violation.kind));
      expect([...kinds]).toContain(noticedBy);
    });
  }

  test("there are at least twelve", () => {
    expect(PLANTED.length).toBeGreaterThanOrEqual(12);
  });
});
