import { OnnxError, quoted } from "./error.js";
import type { AttributeMessage, GraphMessage } from "./messages.js";
import type { Attribute, Graph } from "./model.js";
import { readTensor, type TensorSource } from "./tensor-reading.js";

const KINDS: readonly (Attribute["kind"] | null)[] = [
  null,
  "float",
  "integer",
  "string",
  "tensor",
  "graph",
  "floats",
  "integers",
  "strings",
  "tensors",
  "graphs",
];

/** Decodes an AttributeProto. `readGraph` reads subgraphs. */
export function readAttribute(
  message: AttributeMessage,
  source: TensorSource,
  readGraph: (graph: GraphMessage) => Graph,
): Attribute {
  const name = quoted(message.name ?? "");
  if (message.reference !== undefined && message.reference !== "") {
    throw new OnnxError("malformed", `attribute ${name} refers to an attribute of a function that is not there`);
  }
  const kind = KINDS[message.type ?? 0] ?? guessedKind(message);
  switch (kind) {
    case "float":
      return { kind, value: message.f ?? 0 };
    case "integer":
      return { kind, value: message.i ?? 0 };
    case "string":
      return { kind, value: text(message.s) };
    case "tensor":
      if (message.t === undefined) throw new OnnxError("malformed", `attribute ${name} has no tensor`);
      return { kind, value: readTensor(message.t, source) };
    case "graph":
      if (message.g === undefined) throw new OnnxError("malformed", `attribute ${name} has no graph`);
      return { kind, value: readGraph(message.g) };
    case "floats":
      return { kind, value: message.floats ?? new Float64Array(0) };
    case "integers":
      return { kind, value: message.ints ?? new Float64Array(0) };
    case "strings":
      return { kind, value: (message.strings ?? []).map(text) };
    case "tensors":
      return { kind, value: (message.tensors ?? []).map((tensor) => readTensor(tensor, source)) };
    case "graphs":
      return { kind, value: (message.graphs ?? []).map(readGraph) };
    default:
      return { kind: "unsupported", value: `attribute type ${message.type ?? 0} is not read` };
  }
}

/** Files of IR version 1 and 2 may leave the type out: the one field that is there tells. */
function guessedKind(message: AttributeMessage): Attribute["kind"] | null {
  if (message.type !== undefined && message.type !== 0) return null;
  if (message.f !== undefined) return "float";
  if (message.i !== undefined) return "integer";
  if (message.s !== undefined) return "string";
  if (message.t !== undefined) return "tensor";
  if (message.g !== undefined) return "graph";
  if (message.floats !== undefined) return "floats";
  if (message.ints !== undefined) return "integers";
  if (message.strings !== undefined) return "strings";
  return null;
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : new TextDecoder().decode(bytes);
}
