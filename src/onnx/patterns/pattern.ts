import type { UnivariateFunction } from "../../functions/univariate.js";
import type { Graph, Node } from "../model.js";

/** What a group of nodes was recognised as: one univariate function of one tensor. */
export interface Recognised {
  readonly x: string;
  readonly phi: UnivariateFunction;
}

/** A way in which exporters write a function. `match` sees the last node of the group. */
export interface Pattern {
  readonly name: string;
  /** Operator of the group's last node. */
  readonly root: string;
  match(node: Node, view: GraphView): Recognised | null;
}

/** Follows names through a graph. */
export class GraphView {
  private readonly producers = new Map<string, Node>();
  /** Most axes of a constant that `number` gave away since the last reset: the group's result has at least as many. */
  axes = 0;

  constructor(private readonly graph: Graph) {
    for (const node of graph.nodes) for (const name of node.outputs) this.producers.set(name, node);
  }

  /** The name behind identities. */
  origin(name: string): string {
    let at = name;
    for (let k = 0; k < 64; k++) {
      const node = this.producers.get(at);
      if (node?.operator !== "Identity" || node.domain !== "") break;
      at = node.inputs[0] ?? "";
    }
    return at;
  }

  /** Are both the same tensor? */
  same(left: string, right: string): boolean {
    return this.origin(left) === this.origin(right);
  }

  /** The node of the ONNX domain with that operator that produces the name as its first output. */
  producer(name: string, operator: string): Node | null {
    const origin = this.origin(name);
    const node = this.producers.get(origin);
    if (node === undefined || node.domain !== "" || node.operator !== operator || node.outputs[0] !== origin)
      return null;
    return node;
  }

  /** The single number stored under a name; null if it is anything else. */
  number(name: string): number | null {
    const origin = this.origin(name);
    const constant = this.graph.initializers.get(origin) ?? this.valueAttribute(origin);
    if (constant === undefined || constant.data.length !== 1 || constant.type === "string") return null;
    this.axes = Math.max(this.axes, constant.shape.length);
    return constant.data[0]!;
  }

  private valueAttribute(name: string) {
    const attributes = this.producer(name, "Constant")?.attributes;
    const value = attributes?.get("value");
    if (value?.kind === "tensor") return value.value;
    const single = attributes?.get("value_float");
    return single?.kind === "float" ? { type: "float", shape: [], data: Float64Array.of(single.value) } : undefined;
  }

  /** Both orders of the two inputs of a commutative node. */
  orders(node: Node): readonly (readonly [string, string])[] {
    const [a, b] = node.inputs;
    if (node.inputs.length !== 2 || a === undefined || b === undefined) return [];
    return [
      [a, b],
      [b, a],
    ];
  }

  /** The input of a node of that operator that produces `name`, where it has just one. */
  argument(name: string, operator: string): string | null {
    const node = this.producer(name, operator);
    return node?.inputs.length === 1 ? node.inputs[0]! : null;
  }

  /** The other summand, where `name` is a sum with the number `summand`. */
  plus(name: string, summand: number): string | null {
    const sum = this.producer(name, "Add");
    if (sum === null) return null;
    for (const [a, b] of this.orders(sum)) if (this.number(b) === summand) return a;
    return null;
  }

  /** Factors of a product of products, at most 8; Mul nodes are opened. */
  factors(name: string): string[] {
    const factors = [name];
    for (let k = 0; k < factors.length && factors.length < 8; ) {
      const product = this.producer(factors[k]!, "Mul");
      if (product !== null && product.inputs.length === 2) factors.splice(k, 1, ...product.inputs);
      else k++;
    }
    return factors;
  }

  /** The factors of a node split into numbers and the rest. */
  product(name: string): { numbers: number[]; rest: string[] } {
    const numbers: number[] = [];
    const rest: string[] = [];
    for (const factor of this.factors(name)) {
      const number = this.number(factor);
      if (number === null) rest.push(factor);
      else numbers.push(number);
    }
    return { numbers, rest };
  }
}
