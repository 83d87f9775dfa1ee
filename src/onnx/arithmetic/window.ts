import { sizeOf } from "./shape.js";

/** How a window slides over one axis. */
export interface WindowAxis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
  readonly padEnd: number;
  /** Number of positions of the window. */
  readonly steps: number;
}

/** Attributes shared by convolutions and pooling; auto_pad already is "NOTSET", "VALID", "SAME_UPPER" or "SAME_LOWER". */
export interface WindowOptions {
  readonly autoPad: string;
  /** All begins, then all ends. */
  readonly pads: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly ceil: boolean;
}

/** The geometry of every spatial axis (ONNX operator specification of Conv and MaxPool). */
export function windowAxes(sizes: readonly number[], kernel: readonly number[], options: WindowOptions): WindowAxis[] {
  return sizes.map((size, axis) => {
    const stride = options.strides[axis]!;
    const dilation = options.dilations[axis]!;
    const extent = (kernel[axis]! - 1) * dilation + 1;
    let padBegin = 0;
    let padEnd = 0;
    if (options.autoPad === "SAME_UPPER" || options.autoPad === "SAME_LOWER") {
      const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
      padBegin = options.autoPad === "SAME_UPPER" ? Math.floor(total / 2) : Math.ceil(total / 2);
      padEnd = total - padBegin;
    } else if (options.autoPad === "NOTSET") {
      padBegin = options.pads[axis]!;
      padEnd = options.pads[sizes.length + axis]!;
    }
    const span = size + padBegin + padEnd - extent;
    let steps = span < 0 ? 0 : (options.ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
    // A window that would start in the padding after the data is dropped.
    if (options.ceil && steps > 0 && (steps - 1) * stride >= size + padBegin) steps--;
    return { size, kernel: kernel[axis]!, stride, dilation, padBegin, padEnd, steps };
  });
}

/** Calls `visit` for every coordinate vector below `shape`, row-major; the array is reused. */
export function forEachCoordinate(
  shape: readonly number[],
  visit: (coordinate: Int32Array, index: number) => void,
): void {
  const coordinate = new Int32Array(shape.length);
  const count = sizeOf(shape);
  for (let index = 0; index < count; index++) {
    visit(coordinate, index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++coordinate[axis]! < shape[axis]!) break;
      coordinate[axis] = 0;
    }
  }
}

/** Position of the data under kernel coordinate `kernel` of window `step`, along the axes; -1 if it is in the padding. */
export function positionUnder(axes: readonly WindowAxis[], step: Int32Array, kernel: Int32Array): number {
  let position = 0;
  for (let axis = 0; axis < axes.length; axis++) {
    const { size, stride, dilation, padBegin } = axes[axis]!;
    const at = step[axis]! * stride - padBegin + kernel[axis]! * dilation;
    if (at < 0 || at >= size) return -1;
    position = position * size + at;
  }
  return position;
}
