import type { Node } from "./node.js";

/** Open nodes by lowest bound, equal ones by age: a binary heap. */
export class NodeQueue {
  /** Memory that the open nodes' knowledge takes. */
  knowledgeBytes = 0;
  private readonly heap: Node[] = [];

  get size(): number {
    return this.heap.length;
  }

  /** The lowest bound of all open nodes; +Infinity if there are none. */
  get lowestBound(): number {
    return this.heap.length === 0 ? Number.POSITIVE_INFINITY : this.heap[0].bound;
  }

  push(node: Node): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(node);
    this.knowledgeBytes += node.knowledge?.byteLength ?? 0;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!comesBefore(node, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = node;
  }

  /** Takes the node with the lowest bound. The queue must not be empty. */
  pop(): Node {
    const { heap } = this;
    const first = heap[0];
    this.knowledgeBytes -= first.knowledge?.byteLength ?? 0;
    const moved = heap.pop() as Node;
    const size = heap.length;
    if (size === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && comesBefore(heap[child + 1], heap[child])) child++;
      if (!comesBefore(heap[child], moved)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = moved;
    return first;
  }

  /** Drops the knowledge of the nodes with the highest bounds, whose turn comes last or never, until at most this much is left. */
  forget(bytes: number): void {
    const byBound = this.heap.filter((node) => node.knowledge !== null).sort((a, b) => b.bound - a.bound);
    for (const node of byBound) {
      if (this.knowledgeBytes <= bytes) return;
      this.knowledgeBytes -= node.knowledge?.byteLength ?? 0;
      node.knowledge = null;
    }
  }
}

function comesBefore(a: Node, b: Node): boolean {
  return a.bound < b.bound || (a.bound === b.bound && a.serial < b.serial);
}
