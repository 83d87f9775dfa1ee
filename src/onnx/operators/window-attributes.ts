import { type WindowAxis, windowAxes } from "../arithmetic/window.js";
import type { OperatorCall } from "../operator.js";

/** Reads strides, pads, dilations, auto_pad and ceil_mode for the spatial axes of x ([batch, channels, spatial…]). */
export function readWindow(call: OperatorCall, spatial: readonly number[], kernel: readonly number[]): WindowAxis[] {
  const rank = spatial.length;
  if (rank === 0 || kernel.length !== rank) {
    throw call.fail("malformed", `a window of ${kernel.length} axes over data with ${rank} spatial axes`);
  }
  const autoPad = call.text("auto_pad", "NOTSET");
  if (!["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].includes(autoPad)) {
    throw call.fail("malformed", `auto_pad is "${autoPad}"`);
  }
  const list = (name: string, length: number, absent: number, least: number) => {
    const values = call.integers(name) ?? new Array<number>(length).fill(absent);
    if (values.length !== length || !values.every((v) => Number.isSafeInteger(v) && v >= least && v < 2 ** 31)) {
      throw call.fail("malformed", `${name} [${values.join(", ")}] for ${rank} spatial axes`);
    }
    return values;
  };
  if (!kernel.every((size) => Number.isSafeInteger(size) && size >= 1 && size < 2 ** 31)) {
    throw call.fail("malformed", `a window of shape [${kernel.join(", ")}]`);
  }
  return windowAxes(spatial, kernel, {
    autoPad,
    pads: list("pads", 2 * rank, 0, 0),
    strides: list("strides", rank, 1, 1),
    dilations: list("dilations", rank, 1, 1),
    ceil: call.integer("ceil_mode", 0) !== 0,
  });
}
