import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { OnnxError } from "../../../src/onnx/error.js";
import { parseUbjson } from "../../../src/predictors/tree-ensemble/ubjson.js";

/** Text and numbers from 0 to 255 as bytes. */
function bytes(...parts: readonly (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part)] : part)));
}

function number(width: 4 | 8, write: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(width));
  write(view);
  return [...new Uint8Array(view.buffer)];
}

const float32 = (x: number) => number(4, (view) => view.setFloat32(0, x));
const float64 = (x: number) => number(8, (view) => view.setFloat64(0, x));

describe("every type", () => {
  test.each<[string, Uint8Array, unknown]>([
    ["null", bytes("Z"), null],
    ["true", bytes("T"), true],
    ["false", bytes("F"), false],
    ["int8", bytes("i", 0xfe), -2],
    ["uint8", bytes("U", 0xfe), 254],
    ["int16", bytes("I", 0xff, 0x00), -256],
    ["int32", bytes("l", 0x80, 0, 0, 1), -(2 ** 31) + 1],
    ["int64", bytes("L", 0, 0, 1, 0, 0, 0, 0, 2), 2 ** 40 + 2],
    ["float32", bytes("d", float32(0.1)), Math.fround(0.1)],
    ["float64", bytes("D", float64(0.1)), 0.1],
    ["high precision", bytes("Hi", 6, "1.25e3"), 1250],
    ["character", bytes("Cx"), "x"],
    ["text", bytes("Si", 5, "h\u00e9llo".slice(0, 4)), "h\u00e9ll"],
    ["fillers", bytes("NN[NTNi", 3, "N]N"), [true, 3]],
    ["an empty list and object", bytes("[[]{}]"), [[], {}]],
    ["a list with a count", bytes("[#i", 3, "i", 1, "S", "i", 1, "a", "N[]"), [1, "a", []]],
    ["a list with type and count", bytes("[$U#i", 3, 1, 2, 255), [1, 2, 255]],
    ["numbers in a list", bytes("[$d#L", [0, 0, 0, 0, 0, 0, 0, 2], float32(1.5), float32(-2)), [1.5, -2]],
    ["an empty typed list", bytes("[$T#i", 0), []],
    ["lists of lists", bytes("[$[#i", 2, "i", 1, "]", "]"), [[1], []]],
    ["an object", bytes("{i", 1, "aT", "i", 1, "bi", 7, "}"), { a: true, b: 7 }],
    ["an object with a count", bytes("{#i", 1, "U", 1, "aZ"), { a: null }],
    ["an object with type and count", bytes("{$i#i", 2, "i", 1, "a", 1, "i", 1, "b", 2), { a: 1, b: 2 }],
  ])("%s", (_what, document, value) => {
    expect(parseUbjson(document)).toEqual(value);
  });

  test("a key that objects inherit is one like others", () => {
    const value = parseUbjson(bytes("{i", 9, "__proto__i", 1, "}")) as object;
    expect(Object.entries(value)).toEqual([["__proto__", 1]]);
  });
});

describe("what is not as it should be is refused at its byte", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", bytes(), /at byte 0, 1 more bytes are announced, but 0 are left/],
    ["an unknown type", bytes("[x]"), /at byte 1, "x" is no type/],
    ["a number cut short", bytes("l", 0, 0), /at byte 1, 4 more bytes/],
    ["a text cut short", bytes("Si", 9, "abc"), /at byte 3, 9 more bytes are announced, but 3 are left/],
    ["a text that is none", bytes("Si", 2, 0xc3, 0x28), /at byte 3, a text that is not UTF-8/],
    ["a list without end", bytes("[TT"), /at byte 3/],
    ["an object without end", bytes("{i", 1, "aT"), /at byte 5/],
    ["a negative count", bytes("[#i", 0xff), /at byte 2, a number of bytes or items is -1/],
    ["a count that is no number", bytes("[#T"), /at byte 2, "T" is no type/],
    ["a count beyond the end", bytes("[$l#l", 0x7f, 0xff, 0xff, 0xff), /at byte 9, 8589934588 more bytes/],
    ["items without bytes", bytes("[$T#l", 0x7f, 0xff, 0xff, 0xff), /items of the type "T", which have no bytes/],
    ["a type without a count", bytes("[$i", 1), /a type of items without their number/],
    ["a number in words", bytes("Hi", 3, "abc"), /at byte 1, "abc" is not a number/],
    ["too many levels", bytes("[".repeat(200)), /at byte 65, more than 64 containers/],
    ["more behind the end", bytes("TT"), /at byte 1, more bytes behind/],
  ])("%s", (_what, document, message) => {
    expect(() => parseUbjson(document)).toThrow(message);
  });
});

test("changed, cut and repeated bytes of a model give a value or a reason, never anything else", () => {
  const model = readFileSync(join(import.meta.dirname, "../../../models/tree-ensemble/xgboost-categories.ubj"));
  const random = new Random(6);
  let refused = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const changed = Uint8Array.from(model);
    for (let k = random.below(4); k >= 0; k--) changed[random.below(model.length)] = random.below(256);
    const kept = random.uniform() < 0.3 ? changed.subarray(0, random.below(model.length)) : changed;
    try {
      parseUbjson(kept);
    } catch (error) {
      if (!(error instanceof OnnxError)) throw error;
      expect(error.message).toMatch(/at byte \d+/);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(600);
});
