import { OnnxError, quoted } from "./error.js";
import { type Node, qualifiedOperator } from "./model.js";

/** A name that a node uses and nothing in its graph gives. */
export interface MissingName {
  readonly name: string;
  readonly node: Node;
}

/**
 * The nodes so that each comes after those it depends on, as near to the given order as depth-first search leaves it
 * (an ordered list stays as it is). @throws OnnxError for a cycle or a name with two producers.
 */
export function topologicalOrder(
  nodes: readonly Node[],
  given: ReadonlySet<string>,
): { order: Node[]; missing: MissingName[] } {
  const producers = findProducers(nodes, given);
  const missing: MissingName[] = [];
  const predecessors = nodes.map((node) => {
    const before: number[] = [];
    for (const name of [...node.inputs, ...node.captured]) {
      if (name === "" || given.has(name)) continue;
      const producer = producers.get(name);
      if (producer === undefined) missing.push({ name, node });
      else before.push(producer);
    }
    return before;
  });
  return { order: depthFirst(predecessors, nodes).map((index) => nodes[index]!), missing };
}

function findProducers(nodes: readonly Node[], given: ReadonlySet<string>): Map<string, number> {
  const producers = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.outputs) {
      if (name === "") continue;
      if (producers.has(name) || given.has(name)) {
        const place = { operator: qualifiedOperator(node), node: node.name };
        throw new OnnxError("malformed", `its output ${quoted(name)} has another producer`, place);
      }
      producers.set(name, index);
    }
  });
  return producers;
}

function depthFirst(predecessors: readonly (readonly number[])[], nodes: readonly Node[]): number[] {
  const NEW = 0;
  const OPEN = 1;
  const DONE = 2;
  const state = new Uint8Array(nodes.length);
  const order: number[] = [];
  const stack: { node: number; next: number }[] = [];
  for (let root = 0; root < nodes.length; root++) {
    if (state[root] !== NEW) continue;
    state[root] = OPEN;
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const before = predecessors[top.node]!;
      if (top.next === before.length) {
        state[top.node] = DONE;
        order.push(top.node);
        stack.pop();
        continue;
      }
      const next = before[top.next++]!;
      if (state[next] === OPEN) {
        const node = nodes[next]!;
        const place = { operator: qualifiedOperator(node), node: node.name };
        throw new OnnxError("malformed", "depends on its own output: the graph has a cycle", place);
      }
      if (state[next] === NEW) {
        state[next] = OPEN;
        stack.push({ node: next, next: 0 });
      }
    }
  }
  return order;
}
