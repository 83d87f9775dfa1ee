import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { loadPredictor } from "../../src/predictors/loading.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const content = {
  surety: 1,
  name: "prices",
  models: { net: { file: resolve("models/network/peaks-tanh.onnx") } },
  parameters: [{ name: "price", size: 2, box: { lower: -0.2, upper: 0.2 } }],
  variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
  minimize: "net(x) + dot(price, x)",
};
const problem = folder.write("problem.json", JSON.stringify(content));
const model = join(folder.path, "strategies.json");

async function strategy(...args: string[]) {
  const terminal = printed();
  const exitCode = await run(["strategy", ...args], terminal);
  return { exitCode, ...terminal };
}

test("the commands go on from one another", async () => {
  const first = await strategy("sample", problem, "-o", model, "--draws", "8");
  expect(first.exitCode).toBe(0);
  expect(first.out).toMatch(/draws +8\n[\s\S]*strategies +\d+\n/);
  expect((await strategy("sample", problem, "-o", model, "--draws", "12")).out).toMatch(/draws +12\n/);
  expect((await strategy("show", model)).out).toMatch(/strategies +not trained yet/);
  expect((await strategy("query", model, "--theta", "0,0")).err).toMatch(/not trained yet; run: surety strategy train/);

  const training = await strategy("train", model, "--quick", "--learners", "oct,network");
  expect(training.exitCode).toBe(0);
  expect(training.err).toMatch(/strategy 1: cover of \d+ boxes/);
  expect(training.out).toMatch(/network +\d+\.\d % of held-out draws/);
  expect((await strategy("show", model)).out).toMatch(/strategy 1\n {2}\d+ of 12 draws\n/);
  expect(JSON.parse((await strategy("show", model, "--json")).out)).toMatchObject({
    surety: 1,
    name: "prices",
    draws: 12,
  });

  const { out } = await strategy("query", model, "--theta", "0.1,-0.2", "--json");
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ surety: 1, status: "optimal" });
  expect(answer.gap).toBeLessThanOrEqual(1e-4);
  expect(answer.first.bound).toBeLessThanOrEqual(answer.objective);
  expect((await strategy("query", model, "--theta", "0.1,-0.2")).out).toMatch(/status +optimal\n[\s\S]*point +x = /);
  const quick = await strategy("query", model, "--theta", "0.1,-0.2", "--first", "--gap", "0.9");
  expect(quick).toMatchObject({ exitCode: 0, out: expect.stringMatching(/first answer +proved/) });
  const outside = await strategy("query", model, "--theta", "7,0", "--first", "--json");
  expect(outside.err).toMatch(/warning: price\[0\] = 7 is outside \[-0.2, 0.2\]; strategies were not sampled there/);
  expect(JSON.parse(outside.out).status).toMatch(/open|proved/);

  const bench = await strategy("bench", model, "--draws", "3", "--json");
  expect(JSON.parse(bench.out)).toMatchObject({ surety: 1, draws: 3, agreeing: 1 });
  expect((await strategy("bench", model, "--draws", "2")).out).toMatch(/same answer +100.0 %/);
  const onnx = join(folder.path, "network.onnx");
  expect((await strategy("export", model, "-o", onnx)).exitCode).toBe(0);
  expect(loadPredictor(onnx)).toMatchObject({ inputs: 2 });
  expect((await strategy("export", model, "-o", join(folder.path, "no", "n.onnx"))).err).toMatch(/ENOENT/);

  const other = folder.write("other.json", JSON.stringify({ ...content, name: "other" }));
  expect((await strategy("sample", other, "-o", model)).err).toMatch(/belongs to another problem \(prices\)/);
  expect((await strategy("query", model, "--theta", "1")).err).toMatch(/1 given where 2 numbers are expected/);
  expect((await strategy("query", model, "--theta", "1,NaN")).err).toMatch(/number 2 is NaN; give a finite number/);
  folder.write("problem.json", JSON.stringify({ ...content, minimize: "net(x)" }));
  const changed = await strategy("query", model, "--theta", "0,0");
  expect(changed).toMatchObject({ exitCode: 2, err: expect.stringMatching(/learned for another problem/) });
});
