import { expect, test } from "vitest";
import { auditKernelSums } from "./kernel-sum-audit.js";

/** More in a long run: SURETY_AUDIT_BOXES=100000. */
const BOXES = Number(process.env["SURETY_AUDIT_BOXES"] ?? 250);

test("no bound, cut or minorant of a kernel sum is above the exact function, by any method", {
  timeout: 3_600_000,
}, () => {
  const { boxes, violations, decided, empty } = auditKernelSums(BOXES, Number(process.env["SURETY_AUDIT_SEED"] ?? 1));
  expect(violations.slice(0, 5)).toEqual([]);
  expect(boxes).toBe(BOXES);
  expect(decided).toBeGreaterThan(BOXES);
  expect(empty).toBeLessThan(0.2 * 6 * BOXES);
});
