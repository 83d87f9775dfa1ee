import { OnnxError, quoted } from "./error.js";
import { Allowance, type Limits } from "./limits.js";
import type { AttributeMessage, FunctionMessage, NodeMessage } from "./messages.js";
import { canonicalDomain, readOpsets } from "./opset.js";

/** A node with the operator sets that hold where it was written. */
export interface PlacedNode {
  readonly message: NodeMessage;
  readonly opsets: ReadonlyMap<string, number>;
}

/** Replaces calls of model-local functions (ONNX IR, "Functions") by their bodies. */
export class FunctionInliner {
  private readonly functions = new Map<string, FunctionMessage>();
  private readonly nodes: Allowance;
  /** Inlining copies names and attributes as often as a function is called. */
  private readonly copies: Allowance;
  private calls = 0;

  constructor(
    functions: readonly FunctionMessage[],
    private readonly limits: Limits,
  ) {
    this.nodes = new Allowance("nodes", limits.nodes);
    this.copies = new Allowance("names in inlined functions", limits.messages);
    for (const body of functions) this.functions.set(key(body.domain, body.name, body.overload), body);
  }

  /** @throws OnnxError beyond the limits on nodes and nesting, which also ends recursive functions. */
  inline(nodes: readonly NodeMessage[], opsets: ReadonlyMap<string, number>, depth = 0): PlacedNode[] {
    if (depth > this.limits.depth) throw new OnnxError("limit", `functions nested deeper than ${this.limits.depth}`);
    const out: PlacedNode[] = [];
    for (const message of nodes) {
      this.nodes.take(1);
      const body = this.functions.get(key(message.domain, message.operator, message.overload));
      if (body === undefined) out.push({ message, opsets });
      else for (const node of this.call(message, body, opsets, depth)) out.push(node);
    }
    return out;
  }

  private call(
    call: NodeMessage,
    body: FunctionMessage,
    outerOpsets: ReadonlyMap<string, number>,
    depth: number,
  ): PlacedNode[] {
    const prefix = `${(call.name || call.operator || "").slice(0, 60)}/${++this.calls}/`;
    const names = new Map<string, string>();
    const formalInputs = body.inputs ?? [];
    const actualInputs = call.inputs ?? [];
    if (actualInputs.length > formalInputs.length) {
      throw new OnnxError(
        "malformed",
        `function ${quoted(body.name ?? "")} takes ${formalInputs.length} inputs, got ${actualInputs.length}`,
        { node: call.name },
      );
    }
    formalInputs.forEach((name, k) => {
      names.set(name, actualInputs[k] ?? "");
    });
    const copies: NodeMessage[] = [];
    (body.outputs ?? []).forEach((name, k) => {
      const actual = call.outputs?.[k] || `${prefix}unused:${name.slice(0, 60)}`;
      if (names.has(name)) copies.push({ operator: "Identity", inputs: [names.get(name)!], outputs: [actual] });
      else names.set(name, actual);
    });
    const rename = (name: string) => {
      if (name !== "" && !names.has(name)) names.set(name, `${prefix}${names.size}:${name.slice(0, 60)}`);
      return names.get(name) ?? "";
    };
    for (const node of body.nodes ?? []) {
      this.copies.take((node.inputs?.length ?? 0) + (node.outputs?.length ?? 0) + (node.attributes?.length ?? 0));
    }
    this.copies.take(formalInputs.length + (body.outputs?.length ?? 0));
    const nodes = (body.nodes ?? []).map(
      (node): NodeMessage => ({
        ...node,
        name: `${prefix}${(node.name ?? "").slice(0, 60)}`,
        inputs: (node.inputs ?? []).map(rename),
        outputs: (node.outputs ?? []).map(rename),
        attributes: resolve(node.attributes ?? [], call, body),
      }),
    );
    const own = readOpsets(body.opsets);
    const inner = own.size === 0 ? outerOpsets : own;
    return this.inline([...nodes, ...copies], inner, depth + 1);
  }
}

/** Attributes of an inner node with references to the function's own attributes replaced; an unset one is left out. */
function resolve(inner: readonly AttributeMessage[], call: NodeMessage, body: FunctionMessage): AttributeMessage[] {
  const out: AttributeMessage[] = [];
  for (const attribute of inner) {
    if (attribute.g !== undefined || attribute.graphs !== undefined) {
      throw new OnnxError("unsupported", "subgraphs inside of local functions are not read", { node: call.name });
    }
    if (attribute.reference === undefined || attribute.reference === "") {
      out.push(attribute);
      continue;
    }
    const named = (candidate: AttributeMessage) => candidate.name === attribute.reference;
    const value = call.attributes?.find(named) ?? body.attributeDefaults?.find(named);
    if (value !== undefined) out.push({ ...value, name: attribute.name ?? "" });
  }
  return out;
}

function key(domain: string | undefined, name: string | undefined, overload: string | undefined): string {
  return JSON.stringify([canonicalDomain(domain), name ?? "", overload ?? ""]);
}
