import { expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readTensorFile } from "../../src/onnx/model-reading.js";
import { doubles, floats, floatTensor, int64s, int64Tensor, message, tensor } from "./model-writing.js";

const read = (bytes: Uint8Array) => readTensorFile(bytes);

test("raw data of every type that is read", () => {
  const cases: readonly (readonly [type: number, raw: Uint8Array, values: number[], kind: string])[] = [
    [1, floats([0.1, -2]), [Math.fround(0.1), -2], "float"],
    [11, doubles([0.1, 1e300]), [0.1, 1e300], "float"],
    [10, Uint8Array.of(0x00, 0x3c, 0x01, 0x00), [1, 2 ** -24], "float"],
    [16, Uint8Array.of(0x80, 0x3f, 0x49, 0x40), [1, 3.140625], "float"],
    [2, Uint8Array.of(0, 255), [0, 255], "integer"],
    [3, Uint8Array.of(1, 255), [1, -1], "integer"],
    [4, Uint8Array.of(255, 255, 1, 0), [65535, 1], "integer"],
    [5, Uint8Array.of(255, 255, 1, 0), [-1, 1], "integer"],
    [6, new Uint8Array(Int32Array.of(-7, 8).buffer), [-7, 8], "integer"],
    [7, int64s([-(2 ** 40), 5]), [-(2 ** 40), 5], "integer"],
    [9, Uint8Array.of(0, 1), [0, 1], "boolean"],
    [12, new Uint8Array(Uint32Array.of(2 ** 32 - 1, 0).buffer), [2 ** 32 - 1, 0], "integer"],
    [13, int64s([3, 4]), [3, 4], "integer"],
  ];
  for (const [type, raw, values, kind] of cases) {
    const x = read(tensor("t", type, [2], raw));
    expect([x.type, Array.from(x.data), x.shape]).toEqual([kind, values, [2]]);
  }
});

test("lists, packed and not, are the same as raw data", () => {
  const unpacked = message([1, 2], [2, 7], [7, 5], [7, -6]);
  expect(Array.from(read(unpacked).data)).toEqual([5, -6]);
  const packed = message([1, 2], [2, 7], [7, Uint8Array.of(5, 0x80, 0x01)]);
  expect(Array.from(read(packed).data)).toEqual([5, 128]);
  const packedFloats = message([1, 2], [2, 1], [4, floats([1.5, -2])]);
  expect(Array.from(read(packedFloats).data)).toEqual([1.5, -2]);
  const half = message([1, 1], [2, 10], [5, 0x3c00]);
  expect(Array.from(read(half).data)).toEqual([1]);
  const packedDoubles = message([1, 2], [2, 11], [10, doubles([0.1, 3])]);
  expect(Array.from(read(packedDoubles).data)).toEqual([0.1, 3]);
});

test("strings", () => {
  expect(read(message([1, 2], [2, 8], [6, "ab"], [6, "ü"])).strings).toEqual(["ab", "ü"]);
});

test("scalars and empty tensors", () => {
  expect(read(floatTensor("t", [], [4])).data[0]).toBe(4);
  expect(read(floatTensor("t", [0, 3], [])).shape).toEqual([0, 3]);
});

test("the ends of the int64 range stay, other integers beyond 2^53 are refused", () => {
  const last = message([1, 1], [2, 7], [9, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127)]);
  expect(read(last).data[0]).toBe(2 ** 63);
  expect(() => read(int64Tensor("big", [1], [2 ** 60]))).toThrow(/tensor "big": integer .* is beyond 2\^53/);
});

test.each([
  ["too few bytes", floatTensor("t", [3], [1, 2]), /tensor "t": 8 bytes of data for 3 elements of type float/],
  [
    "too few numbers",
    message([1, 3], [2, 1], [8, "t"], [4, floats([1])]),
    /tensor "t": 1 elements of data for shape \[3\]/,
  ],
  ["negative axis", message([1, -1], [2, 1]), /axis of size -1/],
  ["huge axes", message([1, 2 ** 40], [1, 2 ** 40], [2, 1]), /elements/],
  ["huge empty axis", message([1, 0], [1, 2 ** 40], [2, 1]), /an empty tensor with an axis of size/],
  ["more than the file can hold", message([1, 2 ** 33], [2, 1]), /elements of data|numbers in the file/],
  ["complex numbers", message([1, 1], [2, 14]), /element type complex64 is not read/],
  ["8-bit floats", message([1, 1], [2, 17]), /element type float8e4m3fn is not read/],
  ["no type", message([1, 1]), /element type type 0 is not read/],
  ["wrong wire type", message([2, "x"]), /field "dataType" has wire type 2 instead of 0/],
  ["end inside of a number", message([1, 1], [2, 7], [7, Uint8Array.of(5, 0x80)]), /ends inside a number|premature/],
  [
    "data elsewhere",
    message([1, 1], [2, 1], [13, message([1, "location"], [2, "w.bin"])], [14, 1]),
    /only if external data is allowed/,
  ],
])("refused: %s", (_what, bytes, pattern) => {
  expect(() => read(bytes)).toThrow(OnnxError);
  expect(() => read(bytes)).toThrow(pattern);
});
