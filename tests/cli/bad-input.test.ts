import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { node, simpleModel } from "../onnx/model-writing.js";
import { instanceText, linearModel, PEAKS, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();

folder.write("nan.onnx", linearModel([1, Number.NaN]));
folder.write("truncated.onnx", readFileSync(PEAKS).subarray(0, 300));
folder.write("text.onnx", "this is not a model\n");
folder.write("operator.onnx", simpleModel([1, 2], [node("LSTM", ["x"], ["y"], { name: "memory" })]));
folder.write("empty.onnx", "");

const over = (file: string) => instanceText({ models: { net: { file } } });
const boxed = (changes: object) =>
  instanceText({ variables: [{ name: "x", size: 2, lower: -3, upper: 3, ...changes }] });

describe("each is a message on one line, naming file, place and value, and exit code 2", () => {
  test.each([
    [
      "wrong number of inputs",
      instanceText({ minimize: "net(x, 1)" }),
      /minimize: the model "net" takes 2 inputs, the formula gives 3/,
    ],
    ["NaN weight", over("nan.onnx"), /models\.net: .*nan\.onnx: .*"W".*NaN/],
    [
      "infinite bound",
      boxed({ upper: 1 }).replace('"upper":1', '"upper":1e400'),
      /variables\[0\]\.upper: Infinity is not finite; the variable "x"/,
    ],
    ["missing bound", boxed({ lower: undefined }), /variables\[0\]\.lower: missing; the variable "x"/],
    ["empty box", boxed({ lower: [0, 4] }), /the box is empty, x\[1\] has lower 4 > upper 3/],
    ["truncated file", over("truncated.onnx"), /models\.net: .*truncated\.onnx: /],
    ["unknown operator", over("operator.onnx"), /operator\.onnx: operator LSTM \(opset 17\), node "memory"/],
    ["text named .onnx", over("text.onnx"), /text\.onnx: .*not ONNX|text\.onnx: .*protobuf/],
    ["empty model", over("empty.onnx"), /empty\.onnx: /],
    ["missing model", over("gone.onnx"), /models\.net: .*gone\.onnx: no such file/],
    ["unknown output", instanceText({ models: { net: { file: PEAKS, output: "z" } } }), /models\.net: .*"z"/],
    ["invalid JSON", `${instanceText().slice(0, -1)},\n}`, /not valid JSON at line 2, column 1: /],
    ["unknown key", instanceText({ minimise: "x" }), /minimise: unknown key/],
    ["unknown variable", instanceText({ minimize: "net(y)" }), /minimize: unknown variable "y"; the variables are x/],
    [
      "unknown model",
      instanceText({ minimize: "nett(x)" }),
      /minimize: unknown function or model "nett"; the models are net/,
    ],
    ["bad syntax", instanceText({ minimize: "net(x" }), /minimize: cannot read "net\(x": /],
    ["no comparison", instanceText({ subjectTo: ["x[0] + 1"] }), /subjectTo\[0\]: /],
    ["no integer in the box", boxed({ integer: true, lower: [0.2, 0], upper: [0.8, 1] }), /variables\[0\].*0.2.*0.8/],
    ["a line break in a name", instanceText({ models: { "a\nb": { file: "gone.onnx" } } }), /models\.a\?b: /],
    ["not UTF-8", "\ud800", /./],
  ])("%s", async (name, text, message) => {
    const file = folder.write(`${name.replaceAll(" ", "-")}.json`, text);
    const terminal = printed();
    expect(await run(["solve", file], terminal)).toBe(2);
    expect(terminal.err).toMatch(message);
    expect(terminal.err).toMatch(/^surety: [^\n]+\n$/);
    expect(terminal.err).toContain(file);
    expect(terminal.out).toBe("");
  });

  test.each([
    ["a missing file", "gone.json", /there is no such file/],
    ["a folder", ".", /a folder, not a file/],
  ])("%s", async (_, name, message) => {
    const terminal = printed();
    expect(await run(["solve", `${folder.path}/${name}`], terminal)).toBe(2);
    expect(terminal.err).toMatch(message);
  });

  test("bytes that are no text", async () => {
    const file = folder.write("bytes.json", Uint8Array.of(0x7b, 0xff, 0xfe));
    const terminal = printed();
    expect(await run(["solve", file], terminal)).toBe(2);
    expect(terminal.err).toMatch(/not a text file/);
  });

  test("several problems, each on its line", async () => {
    const text = instanceText({
      variables: [
        { name: "x", size: 2, upper: null },
        { name: "pi", lower: 1, upper: 0 },
      ],
    });
    const terminal = printed();
    expect(await run(["solve", folder.write("several.json", text)], terminal)).toBe(2);
    expect(terminal.err.trimEnd().split("\n")).toHaveLength(4);
  });

  test.each(["text.onnx", "truncated.onnx", "nan.onnx", "empty.onnx", "gone.onnx"])("surety info %s", async (name) => {
    const terminal = printed();
    expect(await run(["info", `${folder.path}/${name}`], terminal)).toBe(2);
    expect(terminal.err).toMatch(/^surety: [^\n]+\n$/);
    expect(terminal.err).toContain(name);
  });
});
