import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { instanceText, PEAKS, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();

async function checked(changes: object, ...options: string[]) {
  const file = folder.write("instance.json", instanceText(changes));
  const terminal = printed();
  const exitCode = await run(["check-instance", file, ...options], terminal);
  return { file, exitCode, ...terminal };
}

test("a sound instance", async () => {
  const { file, exitCode, out, err } = await checked({});
  expect([exitCode, out, err]).toEqual([0, `${file}: nothing to report\n`, ""]);
});

test("a line per finding, each with the file", async () => {
  const { file, exitCode, out } = await checked({ subjectTo: ["x[0] <= 7"], minimize: "x[0]" });
  const lines = out.trimEnd().split("\n");
  expect(exitCode).toBe(0);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line.startsWith(`${file}: `)).toBe(true);
});

test("exit code 5 where a constraint is proved never to hold", async () => {
  const { exitCode, out } = await checked({ subjectTo: ["x[0] >= 7"] }, "--json");
  expect(exitCode).toBe(5);
  expect(JSON.parse(out)).toMatchObject({
    surety: 1,
    instance: "test",
    findings: [{ kind: "never-holds", message: expect.stringContaining("x[0] >= 7") }],
  });
});

test("bad input is as bad as for solve", async () => {
  const { file, exitCode, out, err } = await checked({ subjectTo: ["x[0] < 7", "q <= 1"] });
  expect([exitCode, out]).toEqual([2, ""]);
  expect(err).toContain(`surety: ${file}: subjectTo[0]: `);
  expect(err).toContain(`surety: ${file}: subjectTo[1]: `);
});

test("the model's card says what it was trained on, the instance may say otherwise", async () => {
  const wide = { variables: [{ name: "x", size: 2, lower: -3, upper: 4 }] };
  const { out, exitCode } = await checked(wide);
  expect(exitCode).toBe(0);
  expect(out).toContain('input 0 is from -3 to 4 over the box, trained on -3 to 3 ("box" in peaks-tanh.json)');
  const declared = { ...wide, models: { net: { file: PEAKS, trainedOn: { lower: -5, upper: 5 } } } };
  expect((await checked(declared)).out).toMatch(/: nothing to report\n$/);
});

test("a training range that does not fit the model is bad input", async () => {
  const models = { net: { file: PEAKS, trainedOn: { lower: [0], upper: 1 } } };
  const { exitCode, err } = await checked({ models });
  expect(exitCode).toBe(2);
  expect(err).toContain("models.net: trainedOn.lower: [0]; give one finite number, or a list of 2, one per input");
  const misspelt = await checked({ models: { net: { file: PEAKS, trainedOn: { lower: 0, upper: 1, from: "me" } } } });
  expect(misspelt.err).toContain("models.net.trainedOn.from: unknown key; known here are lower, upper");
});

test("fractional bounds of whole numbers are found as they are written", async () => {
  const variables = [
    { name: "x", size: 2, lower: -3, upper: 3 },
    { name: "k", lower: 0, upper: 2.5, integer: true },
  ];
  const { out } = await checked({ variables, minimize: "net(x) + k" });
  expect(out).toContain("variables[1].upper: k takes whole numbers, and 2.5 is none; 2 is used");
});
