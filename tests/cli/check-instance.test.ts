import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { instanceText, temporaryFolder } from "./folder.js";
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
