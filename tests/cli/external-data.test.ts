import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { doubles, message, node, simpleModel } from "../onnx/model-writing.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();

// W = (2, -1), stored beside the model.
const entry = (key: string, value: string) => [13, message([1, key], [2, value])] as const;
const weights = message([1, 2], [1, 1], [2, 11], [8, "W"], entry("location", "weights.bin"), [14, 1]);
const model = folder.write("net.onnx", simpleModel([1, 2], [node("MatMul", ["x", "W"], ["y"])], [weights]));
folder.write("weights.bin", doubles([2, -1]));
const instance = folder.write(
  "instance.json",
  JSON.stringify({
    surety: 1,
    models: { net: { file: "net.onnx", trainedOn: { lower: 0, upper: 1 } } },
    variables: [{ name: "x", size: 2, lower: 0, upper: 1 }],
    minimize: "net(x)",
  }),
);

const commands = [
  ["solve", instance, "--json"],
  ["check-instance", instance],
  ["info", model],
];

test.each(commands)("surety %s reads weights in other files only if that is allowed", async (...args) => {
  const refused = printed();
  expect([await run(args, refused), refused.out]).toEqual([2, ""]);
  expect(refused.err).toContain("(allowExternalData; --allow-external-data)");
  const allowed = printed();
  expect([await run([...args, "--allow-external-data"], allowed), allowed.err]).toEqual([0, ""]);
  if (args[0] === "solve") expect(JSON.parse(allowed.out).objective).toBe(-1);
});
