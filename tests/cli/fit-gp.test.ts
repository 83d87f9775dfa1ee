import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { loadGaussianProcessJson } from "../../src/predictors/gaussian-process/gaussian-process-file.js";
import { Posterior } from "../../src/predictors/gaussian-process/posterior.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const rows = Array.from({ length: 15 }, (_, i) => `${i},${i % 4},${Math.sin(0.5 * i)}`);
const DATA = folder.write("data.csv", `a,b,y\n${rows.join("\n")}\n`);
const MODEL = join(folder.path, "model.gp.json");

async function fitted(...args: string[]) {
  const terminal = printed();
  const exitCode = await run(["fit-gp", ...args], terminal);
  return { exitCode, ...terminal };
}

test("a table becomes a model file that meets its rows", async () => {
  const { exitCode, out, err } = await fitted(
    DATA,
    "--target",
    "y",
    "--kernel",
    "matern52",
    "-o",
    MODEL,
    "--starts",
    "2",
  );
  expect(err).toBe("");
  expect(exitCode).toBe(0);
  expect(out).toMatch(/kernel\s+matern52/);
  expect(out).toMatch(/log marginal likelihood\s+-?\d/);
  const { definition, notes } = loadGaussianProcessJson(MODEL);
  expect(notes).toEqual([]);
  const posterior = new Posterior(definition);
  expect(posterior.mean(Float64Array.of(3, 3))).toBeCloseTo(Math.sin(1.5), 1);
});

test("chosen inputs and JSON", async () => {
  const { exitCode, out } = await fitted(
    DATA,
    "--target",
    "y",
    "--inputs",
    "a",
    "-o",
    MODEL,
    "--starts",
    "1",
    "--json",
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ surety: 1, data: DATA, model: MODEL, points: 15, kernel: "matern52" });
  expect(loadGaussianProcessJson(MODEL).definition.inputs).toBe(1);
});

test.each([
  [[DATA, "--target", "z", "-o", MODEL], 2, /there is no column "z"; the columns are "a", "b", "y"/],
  [[DATA, "--target", "y", "--inputs", "a,y", "-o", MODEL], 2, /--inputs: "y" is the target/],
  [["absent.csv", "--target", "y", "-o", MODEL], 2, /absent\.csv: there is no such file/],
  [
    [DATA, "--target", "y", "-o", join(folder.path, "no", "m.json"), "--starts", "1"],
    2,
    /cannot be written \(ENOENT\)/,
  ],
  [[DATA, "--target", "y", "-o", MODEL, "--kernel", "linear"], 1, /Allowed choices are squared-exponential/],
  [[DATA, "-o", MODEL], 1, /required option '--target/],
])("%j is refused", async (args, code, message) => {
  const { exitCode, err } = await fitted(...args);
  expect(err).toMatch(message);
  expect(exitCode).toBe(code);
});
