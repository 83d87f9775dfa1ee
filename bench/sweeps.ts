/**
 * What one node costs: the whole relaxation of a box, in microseconds, by method, network and width of the box, with the package
 * `benchmark`. Markdown on standard output.
 *
 *     npm run build && npm run build:bench && node build/sweeps.js [--seconds 0.2]
 *
 * `sweep`: enclosures and pieces of all layers. `bound`: the sweep and the objective's bound, cutoff out of reach, so that no box
 * is cut and every stage is entered: the ascent gives up after its first steps, and `auto` stops trying second order after a few boxes. Random weights, 64 boxes in turn.
 */
import { parseArgs } from "node:util";
import { type BoundingMethodName, boundingMethods, createBounder } from "../dist/bounds/table.js";
import { Relaxation } from "../dist/predictors/network/relaxation/relaxation.js";
import { type Row, table } from "./markdown.js";
import { generator, randomNetwork } from "./networks.js";
import { cellOf, timed } from "./stopwatch.js";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "0.2" } } });
const seconds = Number(values.seconds);
const SHAPES: readonly (readonly [number, readonly number[]])[] = [
  [2, [10, 10]],
  [4, [20, 20]],
  [5, [50, 50]],
];
const WIDTHS = [2, 0.2];
const BOXES = 64;
const METHODS = Object.keys(boundingMethods) as BoundingMethodName[];
/** Above every bound, finite: a cutoff of infinity would leave out the ascent. */
const OUT_OF_REACH = 1e6;

const rows: Row[] = [];
for (const activation of ["tanh", "relu"]) {
  for (const [inputs, widths] of SHAPES) {
    const network = randomNetwork(inputs, widths, activation);
    for (const width of WIDTHS) {
      const random = generator(3);
      const boxes = Array.from({ length: BOXES }, () => {
        const lower = Float64Array.from({ length: inputs }, () => -1 + (2 - width) * random());
        return { lower, upper: lower.map((value) => value + width) };
      });
      const cells = METHODS.map((method) => {
        const relaxation = new Relaxation(network, boundingMethods[method].sweep);
        const bounder = createBounder(network, { bounds: method });
        let i = 0;
        const sweep = timed("sweep", seconds, () => {
          relaxation.sweep(boxes[i++ % BOXES]);
        });
        const bound = timed("bound", seconds, () => {
          bounder.bound(boxes[i++ % BOXES], OUT_OF_REACH);
        });
        return `${cellOf(sweep, 1000)}; ${cellOf(bound, 1000)}`;
      });
      rows.push([activation, [inputs, ...widths].join("-"), width, ...cells]);
    }
  }
}
console.log("## One node: microseconds for the sweep alone; for the bound\n");
console.log(table(["activation", "network", "width", ...METHODS], rows));
