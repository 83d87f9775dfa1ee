import type { Random } from "../../numeric/random.js";
import { type DenseLayer, denseNetworkModel } from "../../onnx/dense-network-writing.js";
import type { Classifier, ClassifierJson, Learner, Sample } from "./classifier.js";
import { numbersFrom } from "./json-numbers.js";
import { type Standardization, standardizationOf, standardized } from "./standardization.js";

interface Settings {
  readonly widths: readonly number[];
  readonly learningRate: number;
  readonly batch: number;
  readonly epochs: number;
}

/** A ReLU network whose outputs are the classes' logits. */
export class NetworkClassifier implements Classifier {
  readonly classes: number;
  private readonly values: readonly Float64Array[];

  constructor(
    readonly standardization: Standardization,
    readonly layers: readonly DenseLayer[],
  ) {
    this.classes = layers[layers.length - 1].outputs;
    this.values = [new Float64Array(layers[0].inputs), ...layers.map(({ outputs }) => new Float64Array(outputs))];
  }

  scores(theta: Float64Array, out: Float64Array): void {
    const { values, layers } = this;
    standardized(this.standardization, theta, values[0]);
    layers.forEach((layer, l) => {
      forward(layer, values[l], values[l + 1], l + 1 < layers.length);
    });
    out.set(values[layers.length]);
  }

  toJson(): ClassifierJson {
    const { mean, deviation } = this.standardization;
    const layers = this.layers.map(({ weights, biases }) => ({ weights: [...weights], biases: [...biases] }));
    return { learner: "network", mean: [...mean], deviation: [...deviation], layers };
  }
}

/** The network as an ONNX model of the parameters in their own units: what standardizes them goes into the first layer. */
export function onnxModel(name: string, { standardization, layers }: NetworkClassifier): Uint8Array {
  const { mean, deviation } = standardization;
  const [{ inputs, outputs, weights, biases }, ...others] = layers;
  const scaled = weights.map((weight, k) => weight / deviation[k % inputs]);
  const shifted = biases.map((bias, i) => {
    let sum = bias;
    for (let j = 0; j < inputs; j++) sum -= scaled[i * inputs + j] * mean[j];
    return sum;
  });
  return denseNetworkModel(name, [{ inputs, outputs, weights: scaled, biases: shifted }, ...others]);
}

const MOMENTUM = 0.9;
/** Small samples are gone through more often, so that there are this many steps. */
const FEWEST_STEPS = 4000;

const HIDDEN: readonly number[] = [32, 32];
/** Without hidden layers: regions of convex programs are polyhedra, and where draws are few, less is learned better. */
const NONE: readonly number[] = [];

/** Widths, and the learning rates, batches and epochs of the published grid, what is best most often first: the search ends at a perfect one. */
const GRID: readonly (readonly [widths: readonly number[], rate: number, batch: number, epochs: number])[] = [
  [HIDDEN, 0.01, 32, 50],
  [NONE, 0.1, 128, 50],
  [NONE, 0.1, 32, 50],
  [NONE, 0.01, 32, 50],
  [HIDDEN, 0.1, 128, 50],
  [HIDDEN, 0.01, 32, 100],
  [HIDDEN, 0.1, 128, 100],
  [HIDDEN, 0.1, 32, 50],
  [HIDDEN, 0.1, 32, 100],
  [HIDDEN, 0.01, 128, 50],
  [HIDDEN, 0.01, 128, 100],
  [HIDDEN, 0.001, 32, 50],
  [HIDDEN, 0.001, 32, 100],
  [HIDDEN, 0.001, 128, 50],
  [HIDDEN, 0.001, 128, 100],
];

/** ReLU layers, softmax and cross-entropy, by stochastic gradients with momentum. Where classes are described, the last layer gives the parts of their logits. */
export const network: Learner<Settings> = {
  name: "network",
  description: "ReLU network",
  grid: GRID.map(([widths, learningRate, batch, epochs]) => ({ widths, learningRate, batch, epochs })),
  train(sample, settings, random, deadline = Number.POSITIVE_INFINITY) {
    const standardization = standardizationOf(sample.inputs, sample.dimension);
    const sizes = [sample.dimension, ...settings.widths];
    const features = sample.codes?.[0].length ?? sample.classes;
    const layers = settings.widths.concat(features).map((outputs, l) => randomLayer(sizes[l], outputs, random));
    const points = sample.inputs.map((theta) => {
      const point = new Float64Array(sample.dimension);
      standardized(standardization, theta, point);
      return point;
    });
    descend(layers, points, sample, settings, random, deadline);
    const last = layers.length - 1;
    return new NetworkClassifier(standardization, [...layers.slice(0, last), withCodes(layers[last], sample.codes)]);
  },
  fromJson(json) {
    const mean = numbersFrom(json["mean"], "network: mean");
    const deviation = numbersFrom(json["deviation"], "network: deviation", mean.length);
    let inputs = mean.length;
    const layers = (json["layers"] as { weights: unknown; biases: unknown }[]).map(
      ({ weights, biases }, l): DenseLayer => {
        const b = numbersFrom(biases, `network: biases of layer ${l}`);
        const w = numbersFrom(weights, `network: weights of layer ${l}`, b.length * inputs);
        const layer = { inputs, outputs: b.length, weights: w, biases: b };
        inputs = b.length;
        return layer;
      },
    );
    return new NetworkClassifier({ mean, deviation }, layers);
  },
};

/** K. He et al., ICCV 2015. */
function randomLayer(inputs: number, outputs: number, random: Random): DenseLayer {
  const scale = Math.sqrt(2 / inputs);
  const weights = Float64Array.from({ length: inputs * outputs }, () => scale * random.normal());
  return { inputs, outputs, weights, biases: new Float64Array(outputs) };
}

function forward(
  { inputs, outputs, weights, biases }: DenseLayer,
  x: Float64Array,
  out: Float64Array,
  isHidden: boolean,
) {
  for (let i = 0; i < outputs; i++) {
    let sum = biases[i];
    for (let j = 0; j < inputs; j++) sum += weights[i * inputs + j] * x[j];
    out[i] = isHidden && sum < 0 ? 0 : sum;
  }
}

function descend(
  layers: readonly DenseLayer[],
  points: readonly Float64Array[],
  { labels, codes, classes }: Sample,
  { learningRate, batch, epochs }: Settings,
  random: Random,
  deadline: number,
): void {
  const depth = layers.length;
  const values = layers.map(({ outputs }) => new Float64Array(outputs));
  const errors = layers.map(({ outputs }) => new Float64Array(outputs));
  const gradients = layers.map(zeros);
  const velocities = layers.map(zeros);
  const logits = codes === undefined ? values[depth - 1] : new Float64Array(classes);
  const classErrors = codes === undefined ? errors[depth - 1] : new Float64Array(classes);
  const order = Int32Array.from(points.keys());
  const rounds = Math.max(epochs, Math.ceil((FEWEST_STEPS * batch) / points.length));
  for (let epoch = 0; epoch < rounds; epoch++) {
    if (epoch > 0 && performance.now() >= deadline) break;
    shuffle(order, random);
    // Falls to a tenth over the epochs, so that it settles.
    const rate = learningRate * 0.1 ** (epoch / rounds);
    for (let first = 0; first < order.length; first += batch) {
      const last = Math.min(first + batch, order.length);
      for (let k = first; k < last; k++) {
        const point = points[order[k]];
        for (let l = 0; l < depth; l++) forward(layers[l], l === 0 ? point : values[l - 1], values[l], l + 1 < depth);
        if (codes !== undefined) describedLogits(codes, values[depth - 1], logits);
        softmaxError(logits, labels[order[k]], classErrors);
        if (codes !== undefined) describedErrors(codes, classErrors, errors[depth - 1]);
        for (let l = depth - 1; l >= 0; l--) {
          backward(layers[l], l === 0 ? point : values[l - 1], errors[l], gradients[l], l === 0 ? null : errors[l - 1]);
        }
      }
      for (let l = 0; l < depth; l++) {
        step(layers[l].weights, gradients[l].weights, velocities[l].weights, rate / (last - first));
        step(layers[l].biases, gradients[l].biases, velocities[l].biases, rate / (last - first));
      }
    }
  }
}

/** The layer that gives the logits of classes from one that gives those of what describes them. */
function withCodes(layer: DenseLayer, codes: Sample["codes"]): DenseLayer {
  if (codes === undefined) return layer;
  const { inputs, outputs: features } = layer;
  const weights = new Float64Array(codes.length * inputs);
  const biases = new Float64Array(codes.length);
  codes.forEach((code, k) => {
    for (let f = 0; f < features; f++) {
      biases[k] += code[f] * layer.biases[f];
      for (let j = 0; j < inputs; j++) weights[k * inputs + j] += code[f] * layer.weights[f * inputs + j];
    }
  });
  return { inputs, outputs: codes.length, weights, biases };
}

function describedLogits(codes: readonly Float64Array[], features: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    for (let f = 0; f < features.length; f++) sum += codes[k][f] * features[f];
    out[k] = sum;
  }
}

function describedErrors(codes: readonly Float64Array[], errors: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let k = 0; k < errors.length; k++) {
    for (let f = 0; f < out.length; f++) out[f] += codes[k][f] * errors[k];
  }
}

function zeros({ weights, biases }: DenseLayer) {
  return { weights: new Float64Array(weights.length), biases: new Float64Array(biases.length) };
}

/** The gradient of the cross-entropy by the logits: probabilities less the truth. */
function softmaxError(logits: Float64Array, label: number, out: Float64Array): void {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let k = 0; k < out.length; k++) {
    out[k] = Math.exp(logits[k] - most);
    total += out[k];
  }
  for (let k = 0; k < out.length; k++) out[k] /= total;
  out[label] -= 1;
}

function backward(
  { inputs, outputs, weights }: DenseLayer,
  x: Float64Array,
  error: Float64Array,
  gradient: { weights: Float64Array; biases: Float64Array },
  before: Float64Array | null,
): void {
  before?.fill(0);
  for (let i = 0; i < outputs; i++) {
    const e = error[i];
    if (e === 0) continue;
    gradient.biases[i] += e;
    const row = i * inputs;
    for (let j = 0; j < inputs; j++) gradient.weights[row + j] += e * x[j];
    if (before !== null) for (let j = 0; j < inputs; j++) before[j] += e * weights[row + j];
  }
  if (before === null) return;
  for (let j = 0; j < inputs; j++) if (x[j] <= 0) before[j] = 0;
}

function step(values: Float64Array, gradient: Float64Array, velocity: Float64Array, rate: number): void {
  for (let i = 0; i < values.length; i++) {
    velocity[i] = MOMENTUM * velocity[i] - rate * gradient[i];
    values[i] += velocity[i];
    gradient[i] = 0;
  }
}

function shuffle(order: Int32Array, random: Random): void {
  for (let k = order.length - 1; k > 0; k--) {
    const other = random.below(k + 1);
    const kept = order[k];
    order[k] = order[other];
    order[other] = kept;
  }
}
