import { univariateFunction } from "../../functions/table.js";
import type { UnivariateFunction } from "../../functions/univariate.js";
import type { Matrix } from "../../numeric/matrix.js";
import { diagonalMatrix, sparseMatrix } from "../../numeric/matrix.js";
import { UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type {
  AffineOptions,
  AffineTerm,
  Algebra,
  BivariateName,
  ConstantTensor,
  SymbolicTensor,
} from "../../onnx/algebra.js";
import type { KernelSumDefinition } from "../../onnx/kernel-sum-definition.js";
import type { TreeEnsembleDefinition } from "../../onnx/tree-ensemble-definition.js";
import type { Predictor } from "../predictor.js";
import { KernelExpansion } from "../support-vector/kernel-expansion.js";
import { treesOf } from "../tree-ensemble/conversion.js";
import { TreeEnsemble } from "../tree-ensemble/tree-ensemble.js";
import { bivariateOperations } from "./bivariate/table.js";
import { columnGroups } from "./columns.js";
import { withMergedEnsembles } from "./ensemble-merging.js";
import type { Layer, LayerTerm } from "./layer.js";
import { relocated } from "./layer.js";
import { Network } from "./network.js";
import { withFoldedScalings } from "./scaling-folding.js";
import { simplified } from "./simplification.js";
import { mergedTerms } from "./term-merging.js";

/**
 * Collects layers. Each scalar of each layer has an id (the layer's offset plus its position), and a tensor is a list of
 * ids: views, concatenations and selections cost nothing until a layer is made of them.
 */
export class NetworkBuilder implements Algebra {
  private readonly layers: Layer[] = [];
  private readonly offsets: number[] = [];
  private readonly applied = new Map<string, SymbolicTensor>();
  private next = 0;

  /** @param inputs length of the input vector */
  constructor(private readonly inputs: number) {
    this.append({ kind: "input", size: inputs });
  }

  /** The input vector, shape [inputs]. */
  inputTensor(): SymbolicTensor {
    return this.tensorOf(0, [this.inputs]);
  }

  apply(phi: UnivariateFunction, x: SymbolicTensor): SymbolicTensor {
    const source = this.asLayer(x);
    const key = `${phi.name}(${Object.values(phi.parameters).join()}) of ${source}`;
    let result = this.applied.get(key);
    if (!result) {
      const size = this.layers[source].size;
      result = this.tensorOf(this.append({ kind: "univariate", size, source, phi }), [size]);
      this.applied.set(key, result);
    }
    return { ...result, shape: x.shape };
  }

  combine(operation: BivariateName, left: SymbolicTensor, right: SymbolicTensor): SymbolicTensor {
    const [l, r] = [this.asLayer(left), this.asLayer(right)];
    if (operation === "quotient" && l === r)
      return this.combine("product", left, this.apply(univariateFunction("reciprocal"), right));
    if (l === r)
      return operation === "product" ? { ...this.apply(univariateFunction("square"), left), shape: left.shape } : left;
    if (operation === "product") {
      const cube = this.cubeOf(l, r) ?? this.cubeOf(r, l);
      if (cube) return { ...cube, shape: left.shape };
    }
    const size = this.layers[l].size;
    const layer = { kind: "bivariate", size, left: l, right: r, operation: bivariateOperations[operation] } as const;
    return this.tensorOf(this.append(layer), left.shape);
  }

  affine(shape: readonly number[], terms: readonly AffineTerm[], options: AffineOptions = {}): SymbolicTensor {
    const size = shape.reduce((product, length) => product * length, 1);
    const bias = options.bias ?? new Float64Array(size);
    const roundingUnits = options.roundingUnits ?? 0;
    const layerTerms: LayerTerm[] = [];
    for (const term of terms) {
      for (const group of columnGroups(term, (id) => this.layerOf(id))) {
        const columns = this.layers[group.layer].size;
        layerTerms.push({ source: group.layer, matrix: group.scatter(columns, this.offsets[group.layer]) });
      }
    }
    const biasMagnitude = bias.map((b, i) => Math.max(Math.abs(b), options.biasMagnitude?.[i] ?? 0));
    return this.tensorOf(
      this.append({ kind: "affine", size, terms: mergedTerms(layerTerms), bias, biasMagnitude, roundingUnits }),
      shape,
    );
  }

  ensemble(definition: TreeEnsembleDefinition, x: SymbolicTensor): SymbolicTensor {
    return this.embedModel(new TreeEnsemble(treesOf(definition)), x);
  }

  embed(constant: ConstantTensor): SymbolicTensor {
    const { data: bias, error } = constant;
    if (!error) return this.affine(constant.shape, [], { bias });
    const biasMagnitude = bias.map((b, i) => Math.max(Math.abs(b), up(error[i] / UNIT_ROUNDOFF)));
    return this.affine(constant.shape, [], { bias, biasMagnitude, roundingUnits: 1 });
  }

  /** Copies the layers of `network` with `input` (of length network.inputs) in the place of its inputs. */
  private inline(network: Network, input: SymbolicTensor): SymbolicTensor {
    const places = [this.asLayer(input)];
    for (let k = 1; k < network.layers.length; k++) {
      places.push(this.append(relocated(network.layers[k], places)));
    }
    return this.tensorOf(places[network.layers.length - 1], [network.outputs]);
  }

  /** The outputs of a model at `input` (of length model.inputs); a network's layers are copied. */
  embedModel(model: Predictor, input: SymbolicTensor): SymbolicTensor {
    if (model instanceof Network) return this.inline(model, input);
    const size = model.outputs;
    return this.tensorOf(this.append({ kind: "model", size, source: this.asLayer(input), model }), [size]);
  }

  /**
   * The scaling of the inputs and the scaled support vectors are off by roundings: the first are the layer's units, the second move a
   * distance by at most 2 units of |z_i|, and a kernel by less than that (|d exp(-r^2 / 2) / dr| < 1).
   */
  kernelSum({ inputs, gamma, supports, weights }: KernelSumDefinition, x: SymbolicTensor): SymbolicTensor {
    const factor = Math.sqrt(2 * gamma);
    const scaling = diagonalMatrix(new Float64Array(inputs).fill(factor));
    const points = supports.map((value) => factor * value);
    const z = this.affine([inputs], [{ x, matrix: scaling }], { roundingUnits: 4 });
    const y = this.embedModel(new KernelExpansion(inputs, points, weights), z);
    const count = supports.length / inputs;
    const outputs = weights.length / count;
    const moved = new Float64Array(outputs);
    for (let i = 0; i < count; i++) {
      let length = 0;
      for (let j = 0; j < inputs; j++) length += Math.abs(points[i * inputs + j]);
      for (let o = 0; o < outputs; o++) moved[o] += 4 * length * Math.abs(weights[o * count + i]);
    }
    const identity = diagonalMatrix(new Float64Array(outputs).fill(1));
    const bias = new Float64Array(outputs);
    return this.affine([outputs], [{ x: y, matrix: identity }], { bias, biasMagnitude: moved, roundingUnits: 1 });
  }

  /** The finished network; its last layer is the concatenation of `outputs`. */
  build(outputs: SymbolicTensor): Network {
    const output = this.asLayer(outputs);
    const merged = withMergedEnsembles(withFoldedScalings({ layers: this.layers, output }));
    return new Network(simplified(merged.layers, merged.output));
  }

  private append(layer: Layer): number {
    this.layers.push(layer);
    this.offsets.push(this.next);
    this.next += layer.size;
    return this.layers.length - 1;
  }

  private tensorOf(layer: number, shape: readonly number[]): SymbolicTensor {
    const offset = this.offsets[layer];
    const elements = Int32Array.from({ length: this.layers[layer].size }, (_, i) => offset + i);
    return { kind: "symbolic", type: "float", shape, elements };
  }

  private layerOf(id: number): number {
    let low = 0;
    let high = this.offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.offsets[middle] <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The layer whose elements are exactly those of the tensor, in order; made by a selection if there is none. */
  private asLayer(x: SymbolicTensor): number {
    const layer = this.layerOf(x.elements[0]);
    const offset = this.offsets[layer];
    if (this.layers[layer].size === x.elements.length && x.elements.every((id, i) => id === offset + i)) return layer;
    const identity: Matrix = sparseMatrix(
      x.elements.length,
      Array.from(x.elements, (_, i) => [[i, 1] as const]),
    );
    return this.layerOf(this.affine([x.elements.length], [{ x, matrix: identity }]).elements[0]);
  }

  /** x^2 * x as one power, if layer `l` is the square of layer `r`. */
  private cubeOf(l: number, r: number): SymbolicTensor | undefined {
    const layer = this.layers[l];
    if (layer.kind !== "univariate" || layer.phi.name !== "square" || layer.source !== r) return undefined;
    return this.apply(univariateFunction("power", { exponent: 3 }), this.tensorOf(r, [this.layers[r].size]));
  }
}
