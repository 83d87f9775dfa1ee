import fc from "fast-check";
import { expect, test } from "vitest";
import type { Node } from "../../src/search/node.js";
import { NodeQueue } from "../../src/search/node-queue.js";

function node(bound: number, serial: number): Node {
  return {
    corners: new Float64Array(2),
    bound,
    variable: 0,
    point: 0,
    above: 0,
    knowledge: null,
    candidate: null,
    serial,
  };
}

test("nodes leave by bound, equal ones by age, or the newest one, whatever the order of pushes and pops", () => {
  const bounds = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(fc.option(bounds, { nil: null }), { maxLength: 200 }), (steps) => {
      const queue = new NodeQueue();
      const open: Node[] = [];
      steps.forEach((bound, serial) => {
        if (bound !== null) {
          const made = node(bound, serial);
          queue.push(made);
          open.push(made);
          // Not a - b: -Infinity - -Infinity is NaN.
          open.sort((a, b) => (a.bound < b.bound ? -1 : a.bound > b.bound ? 1 : a.serial - b.serial));
        } else if (open.length > 0 && serial % 3 === 0) {
          const newest = open.reduce((latest, made) => (made.serial > latest.serial ? made : latest));
          open.splice(open.indexOf(newest), 1);
          expect(queue.popNewest()).toBe(newest);
        } else if (open.length > 0) expect(queue.pop()).toBe(open.shift());
        expect(queue.size).toBe(open.length);
        expect(queue.lowestBound).toBe(open[0]?.bound ?? Number.POSITIVE_INFINITY);
      });
    }),
  );
});

test("knowledge of the highest bounds is forgotten first, and the count is kept", () => {
  const queue = new NodeQueue();
  const nodes = [3, 1, 5, 2, 4].map((bound, serial) => ({ ...node(bound, serial), knowledge: { byteLength: 10 } }));
  for (const made of nodes) queue.push(made);
  queue.push(node(0, 9));
  expect(queue.knowledgeBytes).toBe(50);
  queue.forget(25);
  expect(queue.knowledgeBytes).toBe(20);
  expect(nodes.filter(({ knowledge }) => knowledge !== null).map(({ bound }) => bound)).toEqual([1, 2]);
  queue.pop();
  expect(queue.pop().bound).toBe(1);
  expect(queue.knowledgeBytes).toBe(10);
});
