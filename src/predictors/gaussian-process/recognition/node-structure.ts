import type { Node } from "../../../onnx/model.js";
import * as radial from "./radial-expression.js";
import { plus, product, quotient, rowFunction } from "./row-arithmetic.js";
import { scannedDistance } from "./scanned-distance.js";
import type { Basis, KernelRow, Structure } from "./structure.js";

/** What a node makes of what its inputs stand for. */
export function nodeStructure(node: Node, inputs: readonly Structure[]): Structure {
  const [a = null, b = null] = inputs;
  if (node.domain === "ai.onnx.ml") return node.operator === "Scaler" ? scaler(node, a) : null;
  if (node.domain === "com.microsoft") return node.operator === "CDist" ? distances(node, a, b) : null;
  if (node.domain !== "") return null;
  switch (node.operator) {
    case "Identity":
    case "Cast":
    case "Reshape":
    case "Transpose":
    case "Squeeze":
    case "Unsqueeze":
    case "Flatten":
      return a;
    case "Scan":
      return scannedDistance(node) ? squaredDistances(a, b) : null;
    case "Add":
      return plus(a, b, 1);
    case "Sub":
      return plus(a, b, -1);
    case "Mul":
      return product(a, b);
    case "Div":
      return quotient(a, b);
    case "Neg":
      return rowFunction(a, (e) => radial.scaled(e, -1));
    case "Exp":
      return rowFunction(a, radial.exponential);
    case "Sqrt":
      return a?.kind === "variance" ? (a.root ? null : { ...a, root: true }) : rowFunction(a, radial.squareRoot);
    case "Pow": {
      const exponent = b?.kind === "constant" && b.tensor.data.length === 1 ? b.tensor.data[0] : null;
      return exponent === null ? null : rowFunction(a, (e) => radial.power(e, exponent));
    }
    case "MatMul":
      return matrixProduct(a, b);
    case "ReduceSum":
      return a?.kind === "squares" ? { ...a, kind: "explained" } : null;
    case "Max":
      // Rounding of the stored inverse makes variances negative, which the exporter cuts off.
      return a?.kind === "variance" && b?.kind === "constant" && b.tensor.data.every((v) => v === 0) ? a : null;
    default:
      return null;
  }
}

/** (x - offset) * scale with attributes. */
function scaler(node: Node, a: Structure): Structure {
  const offset = node.attributes.get("offset");
  const scale = node.attributes.get("scale");
  if (a?.kind !== "inputs" || offset?.kind !== "floats" || scale?.kind !== "floats") return null;
  const at = (list: Float64Array, j: number) => list[list.length === 1 ? 0 : j];
  return {
    kind: "inputs",
    offset: a.offset.map((o, j) => o + at(offset.value, j) / a.factor[j]),
    factor: a.factor.map((f, j) => f * at(scale.value, j)),
  };
}

function distances(node: Node, a: Structure, b: Structure): Structure {
  const metric = node.attributes.get("metric");
  const squared = a?.kind === "inputs" ? squaredDistances(a, b) : squaredDistances(b, a);
  if (squared === null || metric?.kind !== "string") return null;
  if (metric.value === "sqeuclidean") return squared;
  return metric.value === "euclidean" ? { ...squared, expression: radial.monomial(1) } : null;
}

function squaredDistances(a: Structure, b: Structure): KernelRow | null {
  if (a?.kind !== "inputs" || b?.kind !== "constant") return null;
  const [count, inputs] = b.tensor.shape;
  if (b.tensor.shape.length !== 2 || inputs !== a.offset.length) return null;
  const basis: Basis = { offset: a.offset, factor: a.factor, points: b.tensor.data, count };
  return { kind: "row", basis, expression: radial.monomial(2), linear: null };
}

function matrixProduct(a: Structure, b: Structure): Structure {
  if (b?.kind !== "constant") return null;
  const { data, shape } = b.tensor;
  if (a?.kind === "inputs") {
    const d = a.offset.length;
    if (shape.length !== 2 || shape[0] !== d) return null;
    const count = shape[1];
    const slopes = new Float64Array(count * d);
    const constants = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < d; j++) {
        slopes[i * d + j] = a.factor[j] * data[j * count + i];
        constants[i] -= slopes[i * d + j] * a.offset[j];
      }
    }
    return { kind: "row", basis: null, expression: [], linear: { slopes, constants } };
  }
  if (a?.kind !== "row" || a.basis === null) return null;
  const { count } = a.basis;
  if (data.length === count && shape[0] === count) {
    return { kind: "mean", row: a, weights: data, scale: 1, offset: 0 };
  }
  return shape.length === 2 && shape[0] === count && shape[1] === count
    ? { kind: "product", row: a, matrix: data }
    : null;
}
