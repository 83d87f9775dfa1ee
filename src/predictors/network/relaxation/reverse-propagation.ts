import type { Box } from "../../../numeric/box.js";
import type { Interval } from "../../../numeric/interval.js";
import type { Layer } from "../layer.js";
import { type MechanisticSteps, mechanisticSteps, type Step } from "./mechanistic-steps.js";
import { narrowArgument } from "./preimage.js";
import type { RelaxationState } from "./state.js";
import { type Enclosures, sumBackward, sumForward } from "./sum-propagation.js";

/** Sweeps there and back; more of them seldom find anything. */
const MAX_ROUNDS = 2;
/** An input's edge that shrank by less is not worth another round. */
const WORTHWHILE_SHRINKAGE = 0.1;

const left: Interval = { lower: 0, upper: 0 };
const right: Interval = { lower: 0, upper: 0 };
const result: Interval = { lower: 0, upper: 0 };

/**
 * Feasibility-based bound tightening (the HC4-revise contractor: F. Benhamou, F. Goualard, L. Granvilliers, J.-F. Puget,
 * ICLP 1999, 230-244): intervals go forward through the formulas around the models, limits of the outputs come back to the
 * inputs. What is cut off holds no point at which all outputs are defined and within their limits. Through a trained model
 * nothing is carried back.
 */
export class ReversePropagation {
  private readonly plan: MechanisticSteps;
  private readonly enclosures: Enclosures;
  private readonly inputs: number;
  private readonly outputs: number;
  /** Limits of the outputs. */
  private readonly floors: Float64Array;
  private readonly ceilings: Float64Array;

  /**
   * @param isInteger 1 for inputs of which only whole numbers are of interest, one element per input; null if there are none
   * @param hasModels whether `enclosureOf` and `narrow` will be asked for what models without layers read and give
   */
  constructor(
    layers: readonly Layer[],
    private readonly isInteger: Uint8Array | null = null,
    private readonly hasModels = false,
  ) {
    this.plan = mechanisticSteps(layers, hasModels);
    this.inputs = layers[0].size;
    this.outputs = layers[layers.length - 1].size;
    const { size } = this.plan;
    this.enclosures = { lower: new Float64Array(size), upper: new Float64Array(size) };
    this.floors = new Float64Array(this.outputs).fill(Number.NEGATIVE_INFINITY);
    this.ceilings = new Float64Array(this.outputs).fill(Number.POSITIVE_INFINITY);
  }

  /** From now on output k is of interest only within [lower, upper]. */
  limit(k: number, lower: number, upper: number): void {
    this.floors[k] = lower;
    this.ceilings[k] = upper;
  }

  /**
   * Cuts the box, in place. Returns the largest relative shrinkage of an edge, +Infinity if no point of it is of interest.
   * @param state a finished sweep over a box that contains this one, from which the models' outputs are taken; or null
   */
  run(box: Box, state: RelaxationState | null): number {
    const { plan, enclosures, inputs } = this;
    const { lower, upper } = enclosures;
    if (!plan.reachesInputs && !this.hasModels) return 0;
    lower.fill(Number.NEGATIVE_INFINITY);
    upper.fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < inputs; i++) {
      lower[i] = box.lower[i];
      upper[i] = box.upper[i];
    }
    if (!this.roundInputs()) return Number.POSITIVE_INFINITY;
    if (state !== null) this.adopt(state);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      for (let s = 0; s < plan.steps.length; s++)
        if (!forward(plan.steps[s], enclosures)) return Number.POSITIVE_INFINITY;
      if (!this.applyLimits()) return Number.POSITIVE_INFINITY;
      for (let s = plan.steps.length - 1; s >= 0; s--) {
        if (!backward(plan.steps[s], enclosures)) return Number.POSITIVE_INFINITY;
      }
      if (!this.roundInputs()) return Number.POSITIVE_INFINITY;
      if (round === MAX_ROUNDS - 1 || !(this.shrinkage(box) >= WORTHWHILE_SHRINKAGE)) break;
    }
    const shrinkage = this.shrinkage(box);
    this.cut(box);
    return shrinkage;
  }

  private cut(box: Box): void {
    const { lower, upper } = this.enclosures;
    for (let i = 0; i < this.inputs; i++) {
      if (lower[i] > box.lower[i]) box.lower[i] = lower[i];
      if (upper[i] < box.upper[i]) box.upper[i] = upper[i];
    }
  }

  /** After `run`: what is left to an element that formulas compute or read; all numbers if they do neither. */
  enclosureOf(layer: number, element: number, out: Interval): void {
    read(this.enclosures, this.plan.offsets[layer] + element, out);
  }

  /** After `run`: intersects what is left to an element with an interval; false if nothing is. */
  narrow(layer: number, element: number, { lower, upper }: Interval): boolean {
    result.lower = lower;
    result.upper = upper;
    return write(this.enclosures, this.plan.offsets[layer] + element, result);
  }

  /** After `narrow`: carries back to the box what is left to elements; false if no point of it is of interest. */
  carryBack(box: Box): boolean {
    const { steps } = this.plan;
    for (let s = steps.length - 1; s >= 0; s--) if (!backward(steps[s], this.enclosures)) return false;
    if (!this.roundInputs()) return false;
    this.cut(box);
    return true;
  }

  /** Moves the ends of integer inputs inward to whole numbers; false if an edge has none. */
  private roundInputs(): boolean {
    const { isInteger } = this;
    const { lower, upper } = this.enclosures;
    if (isInteger === null) return true;
    for (let i = 0; i < isInteger.length; i++) {
      if (isInteger[i] === 0) continue;
      // + 0 turns -0 into 0.
      lower[i] = Math.ceil(lower[i]) + 0;
      upper[i] = Math.floor(upper[i]) + 0;
      if (lower[i] > upper[i]) return false;
    }
    return true;
  }

  private adopt(state: RelaxationState): void {
    const { lower, upper } = this.enclosures;
    const { leaves, offsets } = this.plan;
    let k = state.layers.length - 1;
    // Leaves are listed from the last layer to the first.
    for (let p = 0; p < leaves.length; p++) {
      while (leaves[p] < offsets[k]) k--;
      lower[leaves[p]] = state.lower[k][leaves[p] - offsets[k]];
      upper[leaves[p]] = state.upper[k][leaves[p] - offsets[k]];
    }
  }

  private applyLimits(): boolean {
    const { lower, upper } = this.enclosures;
    const { floors, ceilings } = this;
    const first = this.plan.size - this.outputs;
    for (let k = 0; k < this.outputs; k++) {
      if (floors[k] > lower[first + k]) lower[first + k] = floors[k];
      if (ceilings[k] < upper[first + k]) upper[first + k] = ceilings[k];
      if (lower[first + k] > upper[first + k]) return false;
    }
    return true;
  }

  private shrinkage(box: Box): number {
    const { lower, upper } = this.enclosures;
    let most = 0;
    for (let i = 0; i < this.inputs; i++) {
      const width = box.upper[i] - box.lower[i];
      const kept = Math.min(upper[i], box.upper[i]) - Math.max(lower[i], box.lower[i]);
      if (width > 0 && kept < width) most = Math.max(most, 1 - kept / width);
    }
    return most;
  }
}

/** Intersects the enclosure of a step's result with its range over the operands' enclosures. */
function forward(step: Step, enclosures: Enclosures): boolean {
  if (step.kind === "sum") return sumForward(step, enclosures);
  const { lower, upper } = enclosures;
  if (step.kind === "function") step.phi.range(lower[step.operand], upper[step.operand], result);
  else {
    const { operation, left: u, right: v } = step;
    operation.range(lower[u], upper[u], lower[v], upper[v], result);
  }
  const at = step.result;
  if (result.lower > result.upper) return false;
  if (result.lower > lower[at]) lower[at] = result.lower;
  if (result.upper < upper[at]) upper[at] = result.upper;
  return !(lower[at] > upper[at]);
}

/** Narrows the enclosures of a step's operands by that of its result. */
function backward(step: Step, enclosures: Enclosures): boolean {
  if (step.kind === "sum") return sumBackward(step, enclosures);
  const { lower, upper } = enclosures;
  if (step.kind === "function") {
    const { phi, branches, operand } = step;
    read(enclosures, operand, left);
    if (!narrowArgument(phi, branches, lower[step.result], upper[step.result], left)) return false;
    return write(enclosures, operand, left);
  }
  read(enclosures, step.left, left);
  read(enclosures, step.right, right);
  read(enclosures, step.result, result);
  if (!step.operation.narrow(result, left, right)) return false;
  return write(enclosures, step.left, left) && write(enclosures, step.right, right);
}

function read({ lower, upper }: Enclosures, at: number, out: Interval): void {
  out.lower = lower[at];
  out.upper = upper[at];
}

function write({ lower, upper }: Enclosures, at: number, from: Interval): boolean {
  if (from.lower > lower[at]) lower[at] = from.lower;
  if (from.upper < upper[at]) upper[at] = from.upper;
  return !(lower[at] > upper[at]);
}
