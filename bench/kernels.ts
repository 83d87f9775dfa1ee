/**
 * The inner loops, in nanoseconds per multiply-add, with the package `benchmark`. Markdown on standard output.
 *
 *     npm run build && npm run build:bench && node build/kernels.js [--seconds 0.2]
 *
 * `picked` lists half of the rows and half of the columns (a quarter of the products); `sparse` has one entry in five. All are
 * divided by the products that are really made. One process: V8 may have compiled a kernel for both kinds of matrices by then,
 * as it is in a solve.
 */
import { parseArgs } from "node:util";
import { timesVectors, timesVectorsPicked } from "../dist/numeric/kernels.js";
import { denseMatrix, type Matrix, sparseMatrix } from "../dist/numeric/matrix.js";
import { type Row, table } from "./markdown.js";
import { generator } from "./networks.js";
import { cellOf, timed } from "./stopwatch.js";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "0.2" } } });
const seconds = Number(values.seconds);
const SIZES = [20, 50, 100];
const COUNTS = [1, 4, 32];
const SPARSITY = 5;
const random = generator(1);

function uniform(length: number) {
  return Float64Array.from({ length }, () => 2 * random() - 1);
}

function sparse(size: number): Matrix {
  const rows = Array.from({ length: size }, (_, r) =>
    Array.from({ length: size / SPARSITY }, (_, k) => [(r + k * SPARSITY) % size, 2 * random() - 1] as const),
  );
  return sparseMatrix(size, rows);
}

const rows: Row[] = [];
for (const size of SIZES) {
  const dense = denseMatrix(size, size, uniform(size * size));
  const thin = sparse(size);
  const half = Int32Array.from({ length: size / 2 }, (_, i) => 2 * i);
  for (const count of COUNTS) {
    const x = uniform(size * count);
    // What is not picked has to be zero.
    const picked = x.map((value, q) => ((q % size) % 2 === 0 ? value : 0));
    const out = new Float64Array(size * count);
    const products = size * size * count;
    const whole = timed("dense", seconds, () => timesVectors(dense, x, count, out, false));
    const part = timed("picked", seconds, () => {
      timesVectorsPicked(dense, picked, count, out, half, half.length, half, half.length);
    });
    const few = timed("sparse", seconds, () => timesVectors(thin, x, count, out, false));
    const name = `${size} x ${size}`;
    rows.push([name, count, cellOf(whole, products), cellOf(part, products / 4), cellOf(few, products / SPARSITY)]);
  }
}
console.log("## Kernels: nanoseconds per multiply-add\n");
console.log(
  table(["matrix", "vectors", "timesVectors, dense", "timesVectorsPicked, half", "timesVectors, sparse"], rows),
);
