import { univariateFunction } from "../../functions/table.js";
import type { UnivariateFunction } from "../../functions/univariate.js";
import { denseMatrix, diagonalMatrix } from "../../numeric/matrix.js";
import type { SymbolicTensor } from "../../onnx/algebra.js";
import { NetworkBuilder } from "../network/builder.js";
import type { Network } from "../network/network.js";
import type { MachineDefinition } from "./definition.js";

/** The machine as a layered network with an output per row of weights, and the probability where there is one. */
export function machineNetwork(definition: MachineDefinition): Network {
  const { inputs, inputOffset, inputScale, intercepts, outputOffset, outputScale } = definition;
  const builder = new NetworkBuilder(inputs);
  const outputs = intercepts.length;
  const x = builder.inputTensor();
  const isPlain = inputOffset.every((value) => value === 0) && inputScale.every((value) => value === 1);
  // A rounded quotient in each factor, a rounded product with it in each offset.
  const z = isPlain
    ? x
    : builder.affine([inputs], [{ x, matrix: diagonalMatrix(inputScale.map((scale) => 1 / scale)) }], {
        bias: inputOffset.map((offset, j) => -offset / inputScale[j]),
        roundingUnits: 4,
      });
  const scores = scoresOf(builder, definition, z);
  const matrix = diagonalMatrix(new Float64Array(outputs).fill(outputScale));
  const bias = intercepts.map((value) => outputScale * value + outputOffset);
  const biasMagnitude = intercepts.map((value) => Math.abs(outputScale * value) + Math.abs(outputOffset));
  const isExact = outputScale === 1 && outputOffset === 0;
  const roundingUnits = isExact ? 0 : 4;
  const y = builder.affine([outputs], [{ x: scores, matrix }], { bias, biasMagnitude, roundingUnits });
  return builder.build(withProbability(builder, definition, y));
}

/** sum_i weights_oi k(z, s_i) */
function scoresOf(builder: NetworkBuilder, definition: MachineDefinition, z: SymbolicTensor): SymbolicTensor {
  const { inputs, kernel, supports, weights } = definition;
  const count = supports.length / inputs;
  const outputs = weights.length / count;
  if (kernel.type === "rbf") return builder.kernelSum({ inputs, gamma: kernel.gamma, supports, weights }, z);
  const products = builder.affine([count], [{ x: z, matrix: denseMatrix(count, inputs, Float64Array.from(supports)) }]);
  const kernels = (): SymbolicTensor => {
    if (kernel.type === "linear") return products;
    const matrix = diagonalMatrix(new Float64Array(count).fill(kernel.gamma));
    const bias = new Float64Array(count).fill(kernel.coef0);
    const argument = builder.affine([count], [{ x: products, matrix }], { bias });
    if (kernel.type === "sigmoid") return builder.apply(univariateFunction("tanh"), argument);
    return kernel.degree === 1 ? argument : builder.apply(powerOf(kernel.degree), argument);
  };
  return builder.affine([outputs], [{ x: kernels(), matrix: denseMatrix(outputs, count, Float64Array.from(weights)) }]);
}

function powerOf(exponent: number): UnivariateFunction {
  return exponent === 2 ? univariateFunction("square") : univariateFunction("power", { exponent });
}

/** The scores, and sigmoid(-a score - b). */
function withProbability(
  builder: NetworkBuilder,
  { probability }: MachineDefinition,
  score: SymbolicTensor,
): SymbolicTensor {
  if (probability === null) return score;
  const matrix = diagonalMatrix(Float64Array.of(-probability.a));
  const argument = builder.affine([1], [{ x: score, matrix }], { bias: Float64Array.of(-probability.b) });
  const share = builder.apply(univariateFunction("sigmoid"), argument);
  return { ...score, shape: [2], elements: Int32Array.of(...score.elements, ...share.elements) };
}
