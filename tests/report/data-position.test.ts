import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { loadInstance } from "../../src/problem/instance-file.js";
import { dataLines, dataWarnings } from "../../src/report/data-lines.js";
import { dataPositions } from "../../src/report/data-position.js";
import { instanceText, PEAKS, temporaryFolder } from "../cli/folder.js";
import { printed } from "../cli/printed.js";

const folder = temporaryFolder();
/** A square of side 2 with a point inside, and a column that is no input. */
folder.write("data.csv", "a,b,y\n-1,-1,5\n1,-1,6\n-1,1,7\n1,1,8\n0.5,0,9\n");
folder.write("short.csv", "a\n1\n2\n");
const models = { net: { file: PEAKS, data: "data.csv", columns: ["a", "b"] } };

function positions(changes: object, x: readonly number[]) {
  const instance = loadInstance(folder.write("instance.json", instanceText(changes)));
  return dataPositions(instance, { x }, 1e-6);
}

describe("a model with its data", () => {
  test("inside the hull", () => {
    const [position, ...more] = positions({ models }, [0.5, 0.5]);
    expect(more).toEqual([]);
    expect(position).toEqual({
      of: "models.net",
      kind: null,
      inside: null,
      active: null,
      nearest: expect.closeTo(0.25, 12),
      nearestRow: 4,
      spacing: expect.closeTo(Math.hypot(0.75, 0.5), 12),
      hullDistance: 0,
      insideHull: true,
    });
    expect(dataWarnings([position])).toEqual([]);
    expect(dataLines([position])).toEqual(["models.net: 0.25 ranges from the nearest point (row 4), inside the hull"]);
  });

  test("outside it: a warning", () => {
    const found = positions({ models }, [2, 1]);
    expect(found[0]).toMatchObject({ hullDistance: expect.closeTo(0.5, 9), insideHull: false, nearestRow: 3 });
    expect(dataWarnings(found)[0]).toMatch(
      /^warning: the optimum lies outside the convex hull of the data given with models\.net, 0\.5 of their ranges away/,
    );
  });

  test("in a gap of them: a warning, too", () => {
    const ring = Array.from({ length: 60 }, (_, k) => [Math.cos(k / 9.55), Math.sin(k / 9.55)]);
    folder.write("ring.csv", `a,b\n${ring.map((row) => row.join()).join("\n")}\n`);
    const net = { file: PEAKS, data: "ring.csv" };
    const found = positions({ models: { net } }, [0, 0]);
    expect(found[0]).toMatchObject({ insideHull: true, nearest: expect.closeTo(0.5, 2) });
    expect(dataWarnings(found)[0]).toMatch(
      /^warning: the optimum lies in a gap of the data given with models\.net: 0\.5/,
    );
    expect(dataWarnings(positions({ models: { net } }, [1, 0]))).toEqual([]);
  });

  test("every call counts, with the inputs that it has", () => {
    const found = positions({ models, minimize: "net(x) + net(2*x[0], x[1])" }, [0.9, 0]);
    expect(found.map(({ insideHull }) => insideHull).sort()).toEqual([false, true]);
  });
});

describe("a domain", () => {
  const validity = [{ kind: "box", of: "x", data: "data.csv", columns: ["a", "b"] }];

  test.each([
    [[0, 0], { inside: true, active: false, insideHull: true }],
    [[1, 0], { inside: true, active: true, insideHull: true }],
    [[1.5, 0], { inside: false, active: null, insideHull: false }],
  ])("%j", (x, expected) => {
    expect(positions({ validity }, x)[0]).toMatchObject({ of: "validity[0]", kind: "box", ...expected });
  });

  test("by parameters: the data are not known", () => {
    const parameters = { lower: [-1, -1], upper: [1, 1] };
    expect(positions({ validity: [{ kind: "box", of: "x", parameters, penalty: 2 }] }, [0, 0])[0]).toMatchObject({
      inside: true,
      nearest: null,
      insideHull: null,
    });
  });
});

test("the table of a solve warns", async () => {
  const terminal = printed();
  const file = folder.write("solved.json", instanceText({ models }));
  expect(await run(["solve", file, "--gap", "1e-2"], terminal)).toBe(0);
  expect(terminal.out).toMatch(/data +models\.net: .* outside the hull by/);
  expect(terminal.out).toMatch(/warning: the optimum lies outside/);
});

describe("bad data of a model", () => {
  test.each([
    [{ file: PEAKS, data: "none.csv" }, /models\.net: .*none\.csv: there is no such file/],
    [{ file: PEAKS, data: "data.csv" }, /data\.csv: 3 columns \("a", "b", "y"\) for a model of 2 inputs/],
    [{ file: PEAKS, data: "short.csv" }, /1 columns \("a"\) for a model of 2 inputs/],
    [{ file: PEAKS, data: "data.csv", columns: ["a", "c"] }, /there is no column "c"/],
  ])("%j", (net, message) => {
    const file = folder.write("bad.json", instanceText({ models: { net } }));
    expect(() => loadInstance(file)).toThrow(message);
  });
});

test("the range of the data is what check-instance compares with, and domains are no models to be checked", async () => {
  const validity = [{ kind: "convex-hull", of: "x", data: "data.csv", columns: ["a", "b"] }];
  const terminal = printed();
  await run(["check-instance", folder.write("checked.json", instanceText({ models, validity }))], terminal);
  expect(terminal.out).toMatch(/models\.net.*"data"/);
  expect(terminal.out).not.toMatch(/hull: /);
});
