import { test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { difference, nodeTestNames, readNodeTest, runNodeTest } from "./node-tests.js";
test("all", () => {
  const out: string[] = [];
  let ok = [0, 0];
  for (const name of nodeTestNames()) {
    for (const s of [0, 1, 2]) {
      try {
        const t = readNodeTest(name);
        const d = difference(runNodeTest(t, s), t.expected);
        if (d === null) ok[s] = (ok[s] ?? 0) + 1; else out.push(`${s} DIFF ${name} ${d}`);
      } catch (e) { out.push(`${s} ${e instanceof OnnxError ? e.kind : "CRASH " + (e as Error).stack?.slice(0, 300)} ${name} ${(e as Error).message.slice(0, 140)}`); }
    }
  }
  console.log(out.join("\n")); console.log(ok);
});
