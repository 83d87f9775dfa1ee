import type { Box } from "../numeric/box.js";
import type { Interval } from "../numeric/interval.js";
import { rowOf } from "../numeric/matrix.js";
import { down, up } from "../numeric/rounding.js";
import type { Layer, ModelLayer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import { affineForm } from "./affine-form.js";
import type { Bounder, Knowledge, Split } from "./bounder.js";
import { type OneSidedRow, oneSidedRows, type Rows } from "./rows.js";

/** Rounds of limits for the models' outputs and cuts by the models. */
const MOST_ROUNDS = 3;
/** An edge that shrank by less is not worth another round. */
const WORTHWHILE_SHRINKAGE = 0.1;

interface Contracted {
  readonly place: number;
  readonly layer: ModelLayer;
  /** What its inputs are in the present box. */
  readonly inputs: Box;
  /** 1 for inputs that are variables as they stand: others take values between two float64 numbers. */
  readonly isVariable: Uint8Array;
  readonly weights: Float64Array;
  readonly functionals: readonly Functional[];
}

/** A row on several outputs of a model: weights . outputs + others <= limit; the others are elements of layers. */
interface Functional {
  readonly output: number;
  readonly weights: Float64Array;
  /** Infinite for the objective. */
  readonly limit: number;
  readonly constant: number;
  readonly others: readonly { readonly layer: number; readonly place: number; readonly weight: number }[];
}

/**
 * Cuts boxes by what rows and cutoff leave to the outputs of single models that can say where they keep a limit (ensembles of trees, slice by slice), before
 * they are bounded. Limits are carried back through the formulas around the models, so that shares, probabilities and sums with other terms count as well.
 */
export class ContractedBounder implements Bounder {
  readonly variables: number;
  private readonly propagation: ReversePropagation;
  private readonly models: readonly Contracted[];
  private readonly range: Interval = { lower: 0, upper: 0 };
  private readonly input: Interval = { lower: 0, upper: 0 };
  private readonly before: Box;

  constructor(
    private readonly inner: Bounder,
    network: Network,
    rows: Rows,
    isInteger: Uint8Array | null,
  ) {
    this.variables = inner.variables;
    this.models = contractedModels(network, rows);
    this.propagation = new ReversePropagation(network.layers, isInteger, true);
    rows.lower.forEach((lower, k) => {
      this.propagation.limit(k + 1, lower, rows.upper[k]);
    });
    this.before = { lower: new Float64Array(this.variables), upper: new Float64Array(this.variables) };
  }

  get candidate(): Float64Array {
    return this.inner.candidate;
  }

  bound(box: Box, cutoff: number, inherited: Knowledge | null = null): number {
    this.propagation.limit(0, Number.NEGATIVE_INFINITY, cutoff);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.before.lower.set(box.lower);
      this.before.upper.set(box.upper);
      if (!this.contract(box, cutoff)) return Number.POSITIVE_INFINITY;
      if (!(this.shrinkage(box) >= WORTHWHILE_SHRINKAGE)) break;
    }
    const lower = this.inner.bound(box, cutoff, inherited);
    // What was learned of the models may tell more.
    if (!(lower > cutoff) && !this.contract(box, cutoff)) return Number.POSITIVE_INFINITY;
    return lower;
  }

  knowledge(): Knowledge | null {
    return this.inner.knowledge?.() ?? null;
  }

  branchingScores(box: Box, out: Float64Array): void {
    this.inner.branchingScores(box, out);
  }

  chooseSplit(box: Box, out: Split): boolean {
    return this.inner.chooseSplit?.(box, out) === true;
  }

  adjustSplit(box: Box, out: Split): void {
    this.inner.adjustSplit?.(box, out);
  }

  private contract(box: Box, cutoff: number): boolean {
    const { propagation, models, range } = this;
    if (propagation.run(box, null) === Number.POSITIVE_INFINITY) return false;
    for (let m = 0; m < models.length; m++) {
      const { place, weights } = models[m];
      for (let o = 0; o < weights.length; o++) {
        propagation.enclosureOf(place, o, range);
        if (range.upper < Number.POSITIVE_INFINITY && !this.cut(box, models[m], o, 1, range.upper)) return false;
        if (range.lower > Number.NEGATIVE_INFINITY && !this.cut(box, models[m], o, -1, -range.lower)) return false;
      }
      const { functionals } = models[m];
      for (let k = 0; k < functionals.length; k++) {
        const limit = this.limitOf(functionals[k], cutoff);
        if (limit < Number.POSITIVE_INFINITY && !this.cutBy(box, models[m], functionals[k].weights, limit))
          return false;
      }
    }
    return true;
  }

  /** What is left of the limit for the model at most. */
  private limitOf({ output, limit, constant, others }: Functional, cutoff: number): number {
    const { propagation, range } = this;
    let left = up((output === 0 ? cutoff : limit) - constant);
    for (let k = 0; k < others.length; k++) {
      const { layer, place, weight } = others[k];
      propagation.enclosureOf(layer, place, range);
      left = up(left - down(weight * (weight > 0 ? range.lower : range.upper)));
    }
    return left;
  }

  private cut(box: Box, model: Contracted, o: number, sign: 1 | -1, limit: number): boolean {
    const { weights } = model;
    weights[o] = sign;
    const isLeft = this.cutBy(box, model, weights, limit);
    weights[o] = 0;
    return isLeft;
  }

  private cutBy(box: Box, { layer, inputs, isVariable }: Contracted, weights: Float64Array, limit: number): boolean {
    const { propagation, input } = this;
    const { source, model } = layer;
    for (let s = 0; s < model.inputs; s++) {
      propagation.enclosureOf(source, s, input);
      inputs.lower[s] = input.lower;
      inputs.upper[s] = input.upper;
    }
    if (model.contract?.(inputs, weights, limit) === false) return false;
    for (let s = 0; s < model.inputs; s++) {
      const isExact = isVariable[s] === 1;
      input.lower = isExact ? inputs.lower[s] : down(inputs.lower[s]);
      input.upper = isExact ? inputs.upper[s] : up(inputs.upper[s]);
      if (!propagation.narrow(source, s, input)) return false;
    }
    return propagation.carryBack(box);
  }

  private shrinkage(box: Box): number {
    const { before } = this;
    let most = 0;
    for (let i = 0; i < this.variables; i++) {
      const width = before.upper[i] - before.lower[i];
      if (width > 0) most = Math.max(most, 1 - (box.upper[i] - box.lower[i]) / width);
    }
    return most;
  }
}

/** The bounder with boxes cut before, where the network has a model that can. */
export function withContraction(bounder: Bounder, network: Network, rows: Rows, isInteger: Uint8Array | null): Bounder {
  if (contractedModels(network, rows).length === 0) return bounder;
  return new ContractedBounder(bounder, network, rows, isInteger);
}

function contractedModels({ layers }: Network, rows: Rows): Contracted[] {
  return layers.flatMap((layer, place) => {
    if (layer.kind !== "model" || layer.model.contract === undefined) return [];
    const { inputs: size } = layer.model;
    const inputs = { lower: new Float64Array(size), upper: new Float64Array(size) };
    const isVariable = Uint8Array.from({ length: size }, (_, s) => (isCopied(layers, layer.source, s) ? 1 : 0));
    const weights = new Float64Array(layer.size);
    return [{ place, layer, inputs, isVariable, weights, functionals: functionalsOf(layers, rows, place) }];
  });
}

/** Whether an element is one of the network's inputs as it stands. */
function isCopied(layers: readonly Layer[], place: number, element: number): boolean {
  const layer = layers[place];
  if (layer.kind === "input") return true;
  if (layer.kind !== "affine" || layer.roundingUnits > 0 || layer.bias[element] !== 0) return false;
  const found = layer.terms.flatMap(({ source, matrix }) =>
    Array.from(rowOf(matrix, element), (value, column) => ({ source, column, value })).filter(
      ({ value }) => value !== 0,
    ),
  );
  return found.length === 1 && found[0].value === 1 && isCopied(layers, found[0].source, found[0].column);
}

/** Objective and rows that read several outputs of a model. */
function functionalsOf(layers: readonly Layer[], rows: Rows, model: number): Functional[] {
  const sides: OneSidedRow[] = [{ output: 0, sign: 1, limit: Number.POSITIVE_INFINITY }, ...oneSidedRows(rows)];
  return sides.flatMap(({ output, sign, limit }) => {
    const form = affineForm(layers, layers.length - 1, output);
    const weights = form?.coefficients.get(model);
    if (!form || weights === undefined || weights.filter((weight) => weight !== 0).length < 2) return [];
    const others = [...form.coefficients].flatMap(([layer, own]) =>
      Array.from(own, (weight, place) => ({ layer, place, weight: sign * weight })).filter(
        (other) => other.weight !== 0 && other.layer !== model,
      ),
    );
    return [{ output, weights: weights.map((weight) => sign * weight), limit, constant: sign * form.constant, others }];
  });
}
