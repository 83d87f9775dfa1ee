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
    this.knowledgeBytes += node.knowledge?.byteLength ?? 0;
    this.heap.push(node);
    this.rise(this.heap.length - 1, node);
  }

  /** Takes the node with the lowest bound. The queue must not be empty. */
  pop(): Node {
    return this.take(0);
  }

  /** Takes the node that was made last. The queue must not be empty; looks at all nodes. */
  popNewest(): Node {
    const { heap } = this;
    let place = 0;
    for (let k = 1; k < heap.length; k++) if (heap[k].serial > heap[place].serial) place = k;
    return this.take(place);
  }

  private take(place: number): Node {
    const { heap } = this;
    const taken = heap[place];
    this.knowledgeBytes -= taken.knowledge?.byteLength ?? 0;
    const moved = heap.pop() as Node;
    if (moved !== taken) this.sink(this.rise(place, moved), moved);
    return taken;
  }

  /** Moves a node up from its place; returns where it ends. */
  private rise(from: number, node: Node): number {
    const { heap } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!comesBefore(node, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = node;
    return place;
  }

  private sink(from: number, node: Node): void {
    const { heap } = this;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesBefore(heap[child + 1], heap[child])) child++;
      if (!comesBefore(heap[child], node)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = node;
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
