import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import type { SymbolicTensor } from "../../../src/onnx/algebra.js";
import type { NetworkBuilder } from "../../../src/predictors/network/builder.js";

export interface NormalisedShape {
  readonly inputs: number;
  readonly width: number;
  readonly activation: string;
  readonly isClipped?: boolean;
  readonly isMixed?: boolean;
  /** Of the mean square; 1 / width unless given. */
  readonly share?: number;
}

/** x -> affine, normalised to mean square 1, scaled, activation, affine of `outputs` elements. */
export function normalised(
  builder: NetworkBuilder,
  x: SymbolicTensor,
  { inputs, width, activation, isClipped, isMixed, share = 1 / width }: NormalisedShape,
  outputs: number,
  random: () => number,
): SymbolicTensor {
  const number = () => 2 * random() - 1;
  const numbers = (count: number) => Float64Array.from({ length: count }, number);
  const z = builder.affine([width], [{ x, matrix: denseMatrix(width, inputs, numbers(width * inputs)) }], {
    bias: numbers(width),
  });
  const squares = builder.apply(univariateFunction("square"), z);
  const sum = builder.affine(
    [1],
    [{ x: squares, matrix: denseMatrix(1, width, new Float64Array(width).fill(share)) }],
    {
      bias: Float64Array.of(1e-5),
    },
  );
  const root = builder.apply(univariateFunction("sqrt"), sum);
  const ones = denseMatrix(width, 1, new Float64Array(width).fill(1));
  let y = builder.combine("quotient", z, builder.affine([width], [{ x: root, matrix: ones }]));
  const reach = Math.sqrt(width);
  if (isClipped) y = builder.apply(univariateFunction("clip", { lower: -reach, upper: reach }), y);
  const diagonal = Array.from({ length: width }, (_, r) =>
    isMixed && r === 0 ? [[0, 1] as const, [1, 0.5] as const] : [[r, 2 * number()] as const],
  );
  const a = builder.affine([width], [{ x: y, matrix: sparseMatrix(width, diagonal) }], { bias: numbers(width) });
  const u = builder.apply(univariateFunction(activation), a);
  const matrix = denseMatrix(outputs, width, numbers(outputs * width));
  return builder.affine([outputs], [{ x: u, matrix }], { bias: numbers(outputs) });
}
