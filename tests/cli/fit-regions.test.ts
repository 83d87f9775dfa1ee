import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { loadPredictor } from "../../src/index.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const rows = Array.from({ length: 60 }, (_, i) => `${i % 10},${Math.floor(i / 10)},${Math.abs((i % 10) - 5)}`);
const DATA = folder.write("data.csv", `a,b,y\n${rows.join("\n")}\n`);
const MODEL = join(folder.path, "model.json");

async function fitted(...args: string[]) {
  const terminal = printed();
  const exitCode = await run(["fit-regions", ...args], terminal);
  return { exitCode, ...terminal };
}

test.each(["tree", "oblique", "cluster"])(
  "a table becomes regions of the kind %s that can be solved over",
  async (kind) => {
    const { exitCode, out, err } = await fitted(DATA, "--target", "y", "--kind", kind, "--regions", "4", "-o", MODEL);
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/regions\s+\d/);
    const model = loadPredictor(MODEL);
    expect(model.family).toBe("convex-regions");
    const instance = folder.write(
      `${kind}.json`,
      JSON.stringify({
        surety: 1,
        name: kind,
        models: { net: { file: "model.json" } },
        variables: [{ name: "x", size: 2, lower: 0, upper: [9, 5] }],
        minimize: "net(x)",
      }),
    );
    const terminal = printed();
    expect(await run(["solve", instance, "--json"], terminal)).toBe(0);
    expect(JSON.parse(terminal.out).objective).toBeLessThan(1.5);
    expect(await run(["info", MODEL], printed())).toBe(0);
  },
);

test("as JSON", async () => {
  const { exitCode, out } = await fitted(
    DATA,
    "--target",
    "y",
    "--inputs",
    "a",
    "--regions",
    "2",
    "-o",
    MODEL,
    "--json",
  );
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ surety: 1, model: MODEL, kind: "tree", points: 60, regions: 2 });
});

test.each([
  [["--target", "z"], /no column "z"/],
  [["--target", "y", "--inputs", "a,y"], /"y" is the target/],
])("bad input: %j", async (args, message) => {
  const { exitCode, err } = await fitted(DATA, ...args, "-o", MODEL);
  expect(exitCode).toBe(2);
  expect(err).toMatch(message);
});
