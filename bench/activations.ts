/**
 * What one neuron costs: range, lowerLine and upperLine of the common activations in nanoseconds per call, with the package
 * `benchmark`. Markdown on standard output.
 *
 *     npm run build && npm run build:bench && node build/activations.js [--seconds 0.2]
 *
 * 256 intervals with ends in [-4, 4], of widths from 0.01 to 8; lines at the middle of the interval (NaN) and at a given point, which
 * is what the ascent of tangents asks for. Every function is timed in a process of its own (`--function NAME`): a solve meets one or
 * two of them, and the compiler makes slower code for shared methods that met many.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { univariateFunction } from "../dist/functions/table.js";
import { type Row, table } from "./markdown.js";
import { generator } from "./networks.js";
import { cellOf, timed } from "./stopwatch.js";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "0.2" }, function: { type: "string" } },
});
const seconds = Number(values.seconds);
const NAMES = [
  "relu",
  "leaky-relu",
  "tanh",
  "sigmoid",
  "softplus",
  "silu",
  "gelu",
  "gelu-tanh",
  "mish",
  "elu",
  "exp",
  "hard-swish",
  "softsign",
  "square",
];
const COUNT = 256;
const random = generator(2);
const lower = new Float64Array(COUNT);
const upper = new Float64Array(COUNT);
const at = new Float64Array(COUNT);
/** No point in particular: lines of least area. */
const nowhere = new Float64Array(COUNT).fill(Number.NaN);
for (let i = 0; i < COUNT; i++) {
  const width = 0.01 * 800 ** random();
  lower[i] = -4 + (8 - width) * random();
  upper[i] = lower[i] + width;
  at[i] = lower[i] + width * random();
}

function timings(name: string): Row {
  const phi = univariateFunction(name);
  const line = { slope: 0, intercept: 0 };
  const interval = { lower: 0, upper: 0 };
  // Results are kept, or the compiler would leave the calls out.
  const kept = new Float64Array(COUNT);
  const each = (run: (i: number) => number) => {
    const timing = timed(name, seconds, () => {
      for (let i = 0; i < COUNT; i++) kept[i] = run(i);
    });
    return cellOf(timing, COUNT);
  };
  const ends = () => interval.lower + interval.upper;
  const parts = () => line.slope + line.intercept;
  return [
    name,
    each((i) => phi.value(at[i])),
    each((i) => {
      phi.range(lower[i], upper[i], interval);
      return ends();
    }),
    ...[nowhere, at].flatMap((points) => [
      each((i) => {
        phi.lowerLine(lower[i], upper[i], points[i], line);
        return parts();
      }),
      each((i) => {
        phi.upperLine(lower[i], upper[i], points[i], line);
        return parts();
      }),
    ]),
  ];
}

function inOwnProcess(name: string): Row {
  const script = fileURLToPath(import.meta.url);
  const output = execFileSync(process.execPath, [script, "--function", name, "--seconds", values.seconds]);
  return JSON.parse(output.toString()) as Row;
}

if (values.function !== undefined) console.log(JSON.stringify(timings(values.function)));
else {
  const head = ["function", "value", "range", "lowerLine", "upperLine", "lowerLine at a point", "upperLine at a point"];
  console.log("## Activations: nanoseconds per call\n");
  console.log(table(head, NAMES.map(inOwnProcess)));
}
