import type { Cells } from "./cells.js";
import type { EnsembleInstance } from "./instance.js";

/** What the bound of one ensemble leaves to that of a similar one: messages in units, on an instance of it. */
export interface RememberedMessages {
  readonly instance: EnsembleInstance;
  readonly cells: Cells;
  /** Size of a unit. */
  readonly unit: number;
}

/**
 * Writes messages of one ensemble to another one's instance, tree by tree: a segment gets the largest message of the segments of
 * the same feature that it meets. Trees are matched by their place among the trees; those without a counterpart, and features that it
 * does not distinguish, get zeros. Any messages prove a bound, and those of trees that have not changed, or were cut off at some depth
 * before, prove no less than they did there.
 */
export function transferMessages(from: RememberedMessages, to: RememberedMessages): void {
  const { instance } = to;
  const { message, segmentStart, slotFeature, slotFactor, tree } = instance;
  const ratio = from.unit / to.unit;
  const slots = slotsByTree(from.instance);
  message.fill(0);
  for (let s = 0; s < slotFeature.length; s++) {
    const source = slots.get(tree[slotFactor[s]])?.find((slot) => from.instance.slotFeature[slot] === slotFeature[s]);
    if (source === undefined) continue;
    for (let q = segmentStart[s]; q < segmentStart[s + 1]; q++) {
      const largest = largestOver(from, source, firstPointOf(to, s, q), lastPointOf(to, s, q));
      message[q] = Math.round(ratio * largest);
    }
  }
}

function slotsByTree({ tree, slotFactor }: EnsembleInstance): Map<number, number[]> {
  const slots = new Map<number, number[]>(Array.from(tree, (t) => [t, []]));
  slotFactor.forEach((g, s) => {
    slots.get(tree[g])?.push(s);
  });
  return slots;
}

function firstPointOf({ instance, cells }: RememberedMessages, s: number, q: number): number {
  const j = instance.slotFeature[s];
  return cells.firstPoint(j, instance.firstCell[instance.cellStart[j] + instance.segmentCell[q]]);
}

function lastPointOf({ instance, cells }: RememberedMessages, s: number, q: number): number {
  const { slotFeature, cellStart, segmentStart, segmentCell, lastCell } = instance;
  const j = slotFeature[s];
  const end = q + 1 < segmentStart[s + 1] ? cellStart[j] + segmentCell[q + 1] : cellStart[j + 1];
  return cells.lastPoint(j, lastCell[end - 1]);
}

/** The largest message of slot s between two points; of the nearest segment where none lies between them. */
function largestOver(from: RememberedMessages, s: number, first: number, last: number): number {
  const { segmentStart, message } = from.instance;
  let q = segmentStart[s];
  const end = segmentStart[s + 1];
  while (q + 1 < end && lastPointOf(from, s, q) < first) q++;
  let largest = message[q];
  for (q++; q < end && firstPointOf(from, s, q) <= last; q++) largest = Math.max(largest, message[q]);
  return largest;
}
