import { describe, expect, test } from "vitest";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";

type Scalar = readonly [name: string, lower: number, upper: number, integer?: boolean];

function problem(variables: readonly Scalar[], definition: Partial<ProblemDefinition>): Problem {
  return new Problem({
    name: "test",
    models: {},
    variables: variables.map(([name, lower, upper, integer]) => ({ name, lower, upper, integer: integer ?? false })),
    ...definition,
  });
}

const himmelblau = [
  "85.334407 + 0.0056858*x2*x5 + 0.0006262*x1*x4 - 0.0022053*x3*x5",
  "80.51249 + 0.0071317*x2*x5 + 0.0029955*x1*x2 + 0.0021813*x3^2",
  "9.300961 + 0.0047026*x3*x5 + 0.0012547*x1*x3 + 0.0019085*x3*x4",
];

/** Problems of the literature with their published optima (GLOBALLib, and W. Hock, K. Schittkowski, 1981). */
const classics: readonly [name: string, problem: Problem, optimum: number][] = [
  [
    "Branin",
    problem(
      [
        ["x", -5, 10],
        ["y", 0, 15],
      ],
      { minimize: "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10" },
    ),
    0.39788735772973816,
  ],
  [
    "six-hump camel",
    problem(
      [
        ["x", -3, 3],
        ["y", -2, 2],
      ],
      { minimize: "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2" },
    ),
    -1.031628453489877,
  ],
  [
    "Himmelblau's constrained problem",
    problem(
      [
        ["x1", 78, 102],
        ["x2", 33, 45],
        ["x3", 27, 45],
        ["x4", 27, 45],
        ["x5", 27, 45],
      ],
      {
        minimize: "5.3578547*x3^2 + 0.8356891*x1*x5 + 37.293239*x1 - 40792.141",
        subjectTo: [`0 <= ${himmelblau[0]} <= 92`, `90 <= ${himmelblau[1]} <= 110`, `20 <= ${himmelblau[2]} <= 25`],
      },
    ),
    -30665.53867,
  ],
  [
    "pooling haverly1",
    problem(
      [
        ["p", 1, 3],
        ["x", 0, 100],
        ["y", 0, 200],
        ["cx", 0, 100],
        ["cy", 0, 200],
      ],
      {
        minimize: "(3*(p - 1) + 8*(3 - p))*(x + y) + 10*(cx + cy) - 9*(x + cx) - 15*(y + cy)",
        subjectTo: ["p*x + 2*cx <= 2.5*(x + cx)", "p*y + 2*cy <= 1.5*(y + cy)", "x + cx <= 100", "y + cy <= 200"],
      },
    ),
    -400,
  ],
  [
    "two nonlinear inequalities (st_e08)",
    problem(
      [
        ["x", 0, 1],
        ["y", 0, 1],
      ],
      { minimize: "2*x + y", subjectTo: ["16*x*y >= 1", "4*x^2 + 4*y^2 >= 1"] },
    ),
    0.741781958,
  ],
  [
    "an equation (hs6 on a smaller box)",
    problem(
      [
        ["x", -1, 1],
        ["y", -1, 1],
      ],
      { minimize: "x^2 + (y - 1)^2", subjectTo: ["y == x^2"] },
    ),
    0.75,
  ],
];

describe.each(classics)("%s", (_name, definition, optimum) => {
  test("is solved to its published optimum, and the bound does not pass it", async () => {
    const result = await solve(definition, { relativeGap: 1e-4 });
    expect(result.status).toBe("optimal");
    expect(result.violation).toBeLessThanOrEqual(1e-6);
    expect(Math.abs((result.objective as number) - optimum)).toBeLessThanOrEqual(2e-4 * Math.max(1, Math.abs(optimum)));
    expect(result.bound).toBeLessThanOrEqual(optimum + 1e-7 * Math.abs(optimum));
  });
});

test("a mixed-integer problem has the optimum that enumeration finds", async () => {
  const objective = (x: number, y: number) => (x - 7.3) ** 2 + (y - 3.6) ** 2 + 0.5 * x * y;
  let best = Number.POSITIVE_INFINITY;
  for (let x = 0; x <= 20; x++) {
    for (let y = 0; y <= 20; y++) if (x * y >= 20 && x + 2 * y <= 20) best = Math.min(best, objective(x, y));
  }
  const definition = problem(
    [
      ["x", 0, 20, true],
      ["y", 0, 20, true],
    ],
    { minimize: "(x - 7.3)^2 + (y - 3.6)^2 + 0.5*x*y", subjectTo: ["x*y >= 20", "x + 2*y <= 20"] },
  );
  const result = await solve(definition);
  expect(result.status).toBe("optimal");
  expect(result.objective).toBeCloseTo(best, 9);
});

test("rows that contradict each other are proved infeasible", async () => {
  const definition = problem(
    [
      ["x", 0, 1],
      ["y", 0, 1],
    ],
    { minimize: "x + y", subjectTo: ["x*y >= 0.9", "x + y <= 1.5"] },
  );
  const result = await solve(definition);
  expect([result.status, result.objective, result.x]).toEqual(["infeasible", null, null]);
});

test("the same problem written differently has the same optimum within the gap", async () => {
  const scalars: Scalar[] = [
    ["x", 0, 1],
    ["y", 0, 1],
  ];
  const rows = ["16*x*y >= 1", "4*x^2 + 4*y^2 >= 1"];
  const variants = [
    problem(scalars, { minimize: "2*x + y", subjectTo: rows }),
    problem([...scalars].reverse(), { minimize: "2*x + y", subjectTo: [...rows].reverse() }),
    problem(scalars, { maximize: "-(2*x + y)", subjectTo: rows }),
    problem(scalars, { minimize: "2*x + y", subjectTo: [...rows, "x + y <= 5"] }),
    problem(
      [
        ["x", 0, 1],
        ["t", -10, 10],
      ],
      { define: { y: "(t + 10)/20" }, minimize: "2*x + y", subjectTo: rows },
    ),
  ];
  for (const variant of variants) {
    const result = await solve(variant);
    const sign = result.sense === "minimize" ? 1 : -1;
    expect(result.status).toBe("optimal");
    expect(Math.abs(sign * (result.objective as number) - 0.741782)).toBeLessThan(1e-4);
  }
});
