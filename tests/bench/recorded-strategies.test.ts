import { expect, test } from "vitest";
import { onlineMilliseconds } from "../../bench/recorded-strategies.js";

test("the fastest learner of each problem, from the table of strategies.md", () => {
  const markdown = [
    "# Strategies",
    "| problem | learner | online ms | solver ms |",
    "| --- | --- | --- | --- |",
    "| facility 20 10 | oct | 0.0733 | 66.91 |",
    "| facility 20 10 | oct-h | 0.02023 | 66.91 |",
    "| vehicle 10 | oct | 0.0575 | 21.86 |",
    "",
    "| another | table |",
  ].join("\n");
  expect([...onlineMilliseconds(markdown)]).toEqual([
    ["facility 20 10", 0.02023],
    ["vehicle 10", 0.0575],
  ]);
});
