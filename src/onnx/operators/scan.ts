import type { Tensor } from "../algebra.js";
import { sizeOf, stridesOf } from "../arithmetic/shape.js";
import { joined, reshaped, strided } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";

/**
 * Runs the body once for every slice of the scanned inputs along their first axis: states are handed on, and what the body
 * gives besides is stacked. skl2onnx writes distances to the rows of a matrix so.
 */
function scan(call: OperatorCall): Tensor[] {
  const body = call.attribute("body", "graph")?.value;
  if (body === undefined) throw call.fail("malformed", "it has no body");
  if (call.node.captured.length > 0) {
    throw call.fail("unsupported", "its body uses names of the graph around it, which is not read");
  }
  for (const name of ["scan_input_axes", "scan_input_directions", "scan_output_axes", "scan_output_directions"]) {
    if (call.integers(name)?.some((value) => value !== 0)) {
      throw call.fail("unsupported", `attribute "${name}" is other than 0; scans run forward along the first axis`);
    }
  }
  const given = call.inputs();
  const scanned = call.integer("num_scan_inputs", 0);
  const states = given.length - scanned;
  if (!(scanned >= 1 && states >= 0)) throw call.fail("malformed", `${scanned} scanned of ${given.length} inputs`);
  const sequences = given.slice(states);
  const length = sequences[0]!.shape[0];
  if (sequences.some((x) => x.shape.length === 0 || x.shape[0] !== length) || !(Number(length) >= 1)) {
    throw call.fail("malformed", "the scanned inputs have different or no lengths");
  }
  let state = given.slice(0, states);
  const rows: Tensor[][] = [];
  for (let k = 0; k < Number(length); k++) {
    const results = call.w.subgraph(body, [...state, ...sequences.map((x) => slice(call, x, k))]);
    state = results.slice(0, states);
    results.slice(states).forEach((row, output) => {
      rows[output] ??= [];
      rows[output].push(row);
    });
  }
  const stacked = rows.map((parts) => reshaped(joined(call.w, parts), [parts.length, ...parts[0]!.shape]));
  return [...state, ...stacked];
}

/** x[k] along the first axis. */
function slice(call: OperatorCall, x: Tensor, k: number): Tensor {
  const shape = x.shape.slice(1);
  return strided(call.w, x, shape, stridesOf(shape), k * sizeOf(shape));
}

export const scanOperators: readonly Operator[] = [{ domain: "", name: "Scan", since: 9, apply: scan }];
