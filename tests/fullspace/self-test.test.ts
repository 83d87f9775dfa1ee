import { afterAll, expect, test } from "vitest";
import { selfTest } from "../../src/fullspace/self-test.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test("HiGHS is right on the six stored programs", async () => {
  const verdicts = await selfTest(backend);
  expect(verdicts).toHaveLength(6);
  expect(verdicts.filter(({ isRight }) => !isRight)).toEqual([]);
});
