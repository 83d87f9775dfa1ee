import type { SparseMatrix } from "../../numeric/matrix.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { sizeOf } from "../arithmetic/shape.js";
import { broadcast } from "../arithmetic/view.js";
import { forEachCoordinate, positionUnder, type WindowAxis } from "../arithmetic/window.js";
import { newSize } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { readWindow } from "./window-attributes.js";

/** x: [batch, channels, spatial…], weights: [filters, channels / group, kernel…]; the result is a sparse affine map of x. */
function convolution(call: OperatorCall): Tensor[] {
  const { w } = call;
  const x = call.input(0);
  const weights = call.constant(1, "the weights");
  const group = call.integer("group", 1);
  const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const [filters, depth, ...kernel] = weights.shape as [number, number, ...number[]];
  if (x.shape.length < 3 || weights.shape.length !== x.shape.length) {
    throw call.fail("malformed", `weights [${weights.shape.join(", ")}] over data [${x.shape.join(", ")}]`);
  }
  if (!(group >= 1) || channels !== depth * group || filters % group !== 0) {
    throw call.fail("malformed", `${filters} filters over ${depth} of ${channels} channels in ${group} groups`);
  }
  const axes = readWindow(call, spatial, kernel);
  const shape = [batch, filters, ...axes.map((axis) => axis.steps)];
  newSize(w, [...axes.map((axis) => axis.steps), ...kernel]);
  newSize(w, [sizeOf(shape), depth, sizeOf(kernel)]);
  const { matrix, sources } = rows({ batch, channels, filters, depth, group, spatial, kernel, axes });
  const pick = (values: Float64Array) => Float64Array.from(sources, (source) => values[source]!);
  const bias = call.optionalConstant(2, "the bias");
  const addend =
    bias && (broadcast(w, { ...bias, shape: [sizeOf(bias.shape), ...kernel.map(() => 1)] }, shape) as ConstantTensor);
  return [
    affine(
      w,
      shape,
      [{ x, matrix: { ...matrix, values: pick(weights.data) }, error: weights.error && pick(weights.error) }],
      addend,
    ),
  ];
}

interface Sizes {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly depth: number;
  readonly group: number;
  readonly spatial: readonly number[];
  readonly kernel: readonly number[];
  readonly axes: readonly WindowAxis[];
}

/** The pattern of the matrix, and for each entry the weight that belongs there. */
function rows({ batch, channels, filters, depth, group, spatial, kernel, axes }: Sizes) {
  const { taps, starts } = windowTaps(axes, kernel);
  const windows = starts.length - 1;
  const plane = sizeOf(spatial);
  const field = sizeOf(kernel);
  const count = batch * filters * depth * taps.length;
  const matrix: SparseMatrix = {
    kind: "sparse",
    rows: batch * filters * windows,
    columns: batch * channels * plane,
    starts: new Int32Array(batch * filters * windows + 1),
    indices: new Int32Array(count / 2),
    values: new Float64Array(0),
  };
  const sources = new Int32Array(count / 2);
  let at = 0;
  let row = 0;
  for (let b = 0; b < batch; b++) {
    for (let f = 0; f < filters; f++) {
      const first = Math.floor(f / (filters / group)) * depth;
      for (let window = 0; window < windows; window++) {
        for (let d = 0; d < depth; d++) {
          for (let t = starts[window]!; t < starts[window + 1]!; t += 2) {
            matrix.indices[at] = (b * channels + first + d) * plane + taps[t]!;
            sources[at++] = (f * depth + d) * field + taps[t + 1]!;
          }
        }
        matrix.starts[++row] = at;
      }
    }
  }
  return { matrix, sources };
}

/** For each window, pairs (position in the plane, index into the kernel); `starts` delimits the windows. */
function windowTaps(axes: readonly WindowAxis[], kernel: readonly number[]): { taps: number[]; starts: number[] } {
  const taps: number[] = [];
  const starts: number[] = [0];
  forEachCoordinate(
    axes.map((axis) => axis.steps),
    (step) => {
      forEachCoordinate(kernel, (tap, index) => {
        const position = positionUnder(axes, step, tap);
        if (position >= 0) taps.push(position, index);
      });
      starts.push(taps.length);
    },
  );
  return { taps, starts };
}

export const convolutionOperators: readonly Operator[] = [{ domain: "", name: "Conv", apply: convolution }];
