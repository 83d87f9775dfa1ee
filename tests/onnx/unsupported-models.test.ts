import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readModelFile } from "../../src/onnx/model-file.js";
import { chooseOutput } from "../../src/onnx/signature.js";
import { evaluateSymbolic } from "./evaluation.js";
import { SHARED_MODELS } from "./shared-models.js";

const FOLDER = join(SHARED_MODELS, "ann/unsupported");

/** What the message must name; null where the file is read. */
const EXPECTED: Readonly<Record<string, RegExp | null>> = {
  custom_domain_op: /operator \S*.*node ".*domain ".*" is not known/,
  cycle: /cycle/,
  empty: /empty/,
  float16_gemm: null,
  inf_weight: /tensor ".+": the weights contain -?Infinity/,
  keras_gelu_tf_erfc_op: /operator Erfc .*not supported/,
  keras_normalization_unbound_inputs: /without values: "functional.*Sub\/y:0", "functional.*Sqrt\/x:0"/,
  local_function: null,
  log_of_net_domain: null,
  lstm: /operator LSTM .*not supported/,
  missing_input: /nothing produces its input "/,
  nan_weight: /tensor ".+": the weights contain NaN/,
  not_onnx: /not a valid protobuf|no graph/,
  opset_999: /version 999 is not known; known are 1 to 24/,
  qdq_int8: /operator (Quantize|Dequantize)Linear .*not supported/,
  random_normal: /operator RandomNormal\S* .*not supported/,
  skl_gbt_double_output_type_mismatch: null,
  skl_ocsvm_double: null,
  sparse_or_string_labels: /no output is of floating-point type; the model has "y" \(string\)/,
  truncated: /not a valid protobuf|no graph/,
  unordered_nodes: null,
};

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith(".onnx")) : [];

describe.skipIf(files.length === 0)(
  "files of ../shared/models/ann/unsupported (skipped where that folder is absent)",
  () => {
    // One placeholder keeps the suite from being empty, which vitest takes for an error.
    test.each(files.length > 0 ? files : ["none"])("%s is refused or read as expected", (file) => {
      const expected = EXPECTED[basename(file, ".onnx")];
      expect(expected).toBeDefined();
      const read = () => {
        const model = readModelFile(join(FOLDER, file));
        return evaluateSymbolic(model, chooseOutput(model.graph), new Array(100).fill(0.25));
      };
      if (expected instanceof RegExp) {
        expect(read).toThrow(OnnxError);
        expect(read).toThrow(expected);
        expect(read).toThrow(file);
      } else {
        const { values } = read();
        expect(values.length).toBeGreaterThan(0);
        for (const value of values) expect(value).not.toBeNaN();
        if (file.startsWith("local_function")) expect(values[0]).toBeCloseTo(Math.tanh(0.25) ** 2, 15);
      }
    });
  },
);
