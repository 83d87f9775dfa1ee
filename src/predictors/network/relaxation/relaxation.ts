import type { Box } from "../../../numeric/box.js";
import type { FunctionalMinimum } from "../../../numeric/functional-minimum.js";
import type { Network } from "../network.js";
import { BackwardSweep } from "./backward-sweep.js";
import { EnclosureMemory } from "./enclosure-memory.js";
import { ForwardSweep } from "./forward-sweep.js";
import { intervalStep } from "./interval-sweep.js";
import { normalisationAt } from "./normalisation.js";
import { NormalisedLength } from "./normalised-length.js";
import { NormalisedMinorant } from "./normalised-minorant.js";
import { type FixedRange, normalisedRanges } from "./normalised-range.js";
import { centralPieces } from "./pieces.js";
import { RowTightening } from "./row-tightening.js";
import { RelaxationState } from "./state.js";

/** How the enclosures of the layers are obtained. */
export interface SweepOptions {
  /** Affine forms in the inputs: for no layer, up to the first layer behind a nonlinear one, or for all. */
  readonly forward: "none" | "shallow" | "all";
  /** Tangents at the middle of an element's enclosure, or where McCormick's composition takes them. */
  readonly tangents: "middle" | "reference";
  /** Whether forms tighten the enclosures of hidden layers (the last one they always do). */
  readonly isTightened: boolean;
  /** Whether backward rows tighten argument layers for which no forms are computed. */
  readonly hasRows: boolean;
}

/** Functionals that go back together; even, large enough for blocked products, small enough for the cache. */
const ROWS_AT_ONCE = 32;

/** Enclosures and affine pieces of every layer of a network over one box: one workspace, refilled for every node. */
export class Relaxation {
  readonly state: RelaxationState;
  readonly backward: BackwardSweep;
  private readonly forward: ForwardSweep;
  /** What a sweep learns that holds on every part of its box. */
  readonly memory: EnclosureMemory;
  private readonly rows: RowTightening;
  /** By layer: mean squares that something is normalised by. */
  private readonly lengths: (NormalisedLength | null)[];
  /** By layer. */
  private readonly fixed: readonly (FixedRange | undefined)[];

  constructor(
    network: Network,
    readonly options: SweepOptions,
  ) {
    this.state = new RelaxationState(network);
    const fixed = normalisedRanges(network.layers);
    this.fixed = network.layers.map((_, k) => fixed.find(({ layer }) => layer === k));
    const ends = fixed.filter(({ lower }) => lower.length === 1).map(({ layer }) => layer);
    const steps = normalisedSteps(this.state, ROWS_AT_ONCE);
    this.backward = new BackwardSweep(this.state, ROWS_AT_ONCE, ends, steps);
    this.forward = new ForwardSweep(this.state);
    this.memory = new EnclosureMemory(this.state);
    this.rows = new RowTightening(this.state, this.backward);
    this.lengths = network.layers.map(() => null);
    for (const step of steps) {
      if (step !== null) {
        this.lengths[step.normalisation.sum] = new NormalisedLength(this.state, step.normalisation, step.inner);
      }
    }
  }

  /**
   * Sweeps over the box. False if the network is defined nowhere on it (a logarithm of negative numbers only).
   * @param inherited a record of `memory` made on a box that contains this one
   * @param polytope half-spaces about the box's centre; what the sweep finds then holds where they do
   */
  sweep(box: Box, inherited: Float32Array | null = null, polytope: FunctionalMinimum | null = null): boolean {
    const { state, options } = this;
    state.setBox(box);
    if (options.forward !== "none") this.forward.step(0);
    for (let k = 1; k < state.layers.length; k++) {
      if (!intervalStep(state, k)) return false;
      const fixed = this.fixed[k];
      if (fixed) intersect(state, fixed);
      this.lengths[k]?.narrow();
      if (inherited) this.memory.apply(k, inherited);
      if (state.pieces[k]) this.relax(k);
      if (this.hasForward(k)) this.stepForward(k, polytope);
      else if (options.hasRows && state.isArgument[k]) this.rows.run(k, polytope);
      state.refresh(k);
    }
    return true;
  }

  private relax(k: number): void {
    if (this.options.tangents === "reference") this.forward.referencePieces(k);
    else centralPieces(this.state, k);
    this.state.listActive(k);
  }

  private hasForward(k: number): boolean {
    const { forward } = this.options;
    return forward === "all" || (forward === "shallow" && this.state.depths[k] <= 1);
  }

  private stepForward(k: number, polytope: FunctionalMinimum | null): void {
    const { state, options } = this;
    this.forward.step(k);
    const isLast = k === state.layers.length - 1;
    if (isLast || (options.isTightened && state.isArgument[k])) this.forward.concretise(k, polytope);
  }
}

/** Every normalisation by layer, with a sweep of its own for what it reads, that knows those in front of it. */
function normalisedSteps(state: RelaxationState, capacity: number): (NormalisedMinorant | null)[] {
  const steps: (NormalisedMinorant | null)[] = [];
  state.layers.forEach((_, k) => {
    const normalisation = normalisationAt(state.layers, k);
    if (normalisation === null) return;
    const inner = new BackwardSweep(state, capacity, [], [...steps]);
    while (steps.length < k) steps.push(null);
    steps.push(new NormalisedMinorant(state, k, normalisation, inner, capacity));
  });
  return steps;
}

function intersect(state: RelaxationState, { layer, lower, upper }: FixedRange): void {
  for (let j = 0; j < lower.length; j++) {
    if (lower[j] > state.lower[layer][j]) state.lower[layer][j] = lower[j];
    if (upper[j] < state.upper[layer][j]) state.upper[layer][j] = upper[j];
  }
}
