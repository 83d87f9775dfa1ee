import { type Box, isWithin } from "../../../numeric/box.js";
import type { Trees } from "../trees.js";
import type { Cells } from "./cells.js";
import { DualMessages } from "./dual-messages.js";
import { Extrapolation } from "./extrapolation.js";
import type { EnsembleInstance } from "./instance.js";
import { type RememberedMessages, transferMessages } from "./message-transfer.js";
import { Quantum } from "./quantum.js";
import { Restriction } from "./restriction.js";
import { rootInstance } from "./root-instance.js";
import { ThresholdChoice } from "./threshold-choice.js";
import { magnitudeOfTerms, Unary } from "./unary.js";
import type { UnivariateTerm } from "./univariate-term.js";
import { magnitudeOf, type WeightedLeaves } from "./weighted-leaves.js";

/** The instance of the largest box, and the workspace for its parts. */
export class Root {
  readonly box: Box;
  private readonly hasTerms: boolean;
  readonly quantum: Quantum;
  readonly instance: EnsembleInstance;
  readonly unary: Unary;
  readonly restriction: Restriction;
  readonly messages: DualMessages;
  readonly choice: ThresholdChoice;
  readonly alive: Uint8Array;
  readonly extrapolation: Extrapolation;
  /**
   * What the first bound over the whole box left, for parts of it whose own instance is not there any more: a cell that holds no integer
   * within this box may hold one just outside.
   */
  warm: { readonly instance: EnsembleInstance; readonly hasGaps: boolean; readonly cutoff: number } | null = null;

  constructor(
    trees: Trees,
    private readonly cells: Cells,
    leaves: WeightedLeaves,
    terms: readonly (UnivariateTerm | null)[],
    box: Box,
  ) {
    this.box = { lower: box.lower.slice(), upper: box.upper.slice() };
    this.hasTerms = terms.some((term) => term !== null);
    this.quantum = new Quantum(magnitudeOf(trees, leaves) + magnitudeOfTerms(terms, box));
    this.instance = rootInstance(trees, cells, leaves, this.quantum, box);
    this.unary = new Unary(cells, this.quantum, terms);
    this.restriction = new Restriction(this.instance);
    this.messages = new DualMessages(this.instance);
    this.choice = new ThresholdChoice(this.instance);
    this.extrapolation = new Extrapolation(this.instance);
    this.alive = new Uint8Array(this.instance.firstCell.length);
  }

  /** Whether instances of the box are parts of this one: it meets no other cells; terms have been scaled for numbers inside. */
  covers(box: Box): boolean {
    if (this.hasTerms && !isWithin(box, this.box)) return false;
    const { cellStart, firstCell, lastCell } = this.instance;
    for (let j = 0; j + 1 < cellStart.length; j++) {
      if (this.cells.cellOf(j, box.lower[j]) < firstCell[cellStart[j]]) return false;
      if (this.cells.cellOf(j, box.upper[j]) > lastCell[cellStart[j + 1] - 1]) return false;
    }
    return true;
  }

  /** Begins with the messages of a similar ensemble, where they prove more than none. */
  takeOver(remembered: RememberedMessages): void {
    const { instance, messages } = this;
    const without = messages.load(instance);
    transferMessages(remembered, { instance, cells: this.cells, unit: this.quantum.size });
    if (messages.load(instance) >= without && messages.isExact) return;
    instance.message.fill(0);
  }
}
