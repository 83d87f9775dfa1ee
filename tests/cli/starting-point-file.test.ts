import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { instanceText, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const instance = folder.write("peaks.json", instanceText());

async function solved(start: string, ...rest: string[]) {
  const terminal = printed();
  const exitCode = await run(["solve", instance, "--json", "--start", start, ...rest], terminal);
  return { exitCode, ...terminal };
}

test("a point, a list of points, and a result are taken", async () => {
  const first = await solved(folder.write("point.json", '{ "x": [0.2, -1.6] }'));
  expect(first.exitCode).toBe(0);
  const result = JSON.parse(first.out);
  expect(result.options.startingPoints).toEqual([[0.2, -1.6]]);
  const second = await solved(folder.write("result.json", first.out), "--node-limit", "1");
  expect(JSON.parse(second.out).objective).toBeLessThanOrEqual(result.objective);
  const third = await solved(folder.write("points.json", '[{ "x": [0, 0] }, { "x": [9, 0] }]'));
  expect(third.err).toBe("surety: warning: starting point 2: x[0] = 9 is outside its bounds; 3 is taken\n");
});

test.each([
  ['{ "y": [1, 2] }', /"y" is no variable; the variables are x/],
  ['{ "x": 1 }', /x is 1 where a list of 2 numbers is expected/],
  ["3", /3 is no point; give an object with a value per variable/],
  ['[{ "x": [1, 2] }, { "x": [1, "a"] }]', /point 2: x is \[1,"a"\] where a list of 2 numbers is expected/],
  ['{ "surety": 1, "objective": null, "x": null }', /a result without a point/],
])("%s is refused", async (text, message) => {
  const { exitCode, err } = await solved(folder.write("bad.json", text));
  expect(exitCode).toBe(2);
  expect(err).toMatch(message);
});

test("a file that is not there, and another engine, are refused", async () => {
  expect((await solved("nowhere.json")).err).toMatch(/--start: nowhere.json cannot be read \(ENOENT\)/);
  const point = folder.write("point.json", '{ "x": [0.2, -1.6] }');
  expect((await solved(point, "--engine", "highs")).err).toMatch(
    /--start: goes with the engine "reduced", not with "highs"/,
  );
});
