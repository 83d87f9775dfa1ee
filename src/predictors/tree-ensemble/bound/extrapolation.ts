import type { DualMessages } from "./dual-messages.js";
import type { EnsembleInstance } from "./instance.js";

const GROWTH = 1.5;
const DECAY = 3;
const LONGEST = 1000;

/**
 * Goes on in the direction in which sweeps have moved the messages. Coordinate ascent advances in many small steps of much the same
 * direction; as any messages prove a bound, a longer step is tried now and then, and taken back where it does not raise the bound.
 */
export class Extrapolation {
  /** Messages after the last step. */
  private readonly before: Float64Array;
  /** Messages before a step is tried. */
  private readonly kept: Float64Array;
  /** Step length, as a multiple of what the sweeps since the last step have moved. */
  private length = 1;

  /** @param root the largest instance whose messages will move */
  constructor(root: EnsembleInstance) {
    this.before = new Float64Array(root.message.length);
    this.kept = new Float64Array(root.message.length);
  }

  /** The instance's messages as they are begin the first step. */
  start({ message }: EnsembleInstance): void {
    this.before.set(message);
    this.length = 1;
  }

  /** After sweeps of `messages`, which have loaded the instance: tries a step. Returns the best bound since the last load, or of the step. */
  step(instance: EnsembleInstance, messages: DualMessages): number {
    const { before, kept, length } = this;
    const { message } = instance;
    const { bound, present } = messages;
    for (let q = 0; q < message.length; q++) {
      const own = message[q];
      kept[q] = own;
      message[q] = own + Math.round(length * (own - before[q]));
      before[q] = own;
    }
    const reached = messages.load(instance);
    if (messages.isExact && reached >= present) this.length = Math.min(LONGEST, GROWTH * length);
    else {
      this.length = Math.max(1, length / DECAY);
      for (let q = 0; q < message.length; q++) message[q] = kept[q];
      messages.load(instance);
    }
    return Math.max(bound, messages.bound);
  }
}
