import { Random } from "../dist/numeric/random.js";
import type { ParametricProgram } from "../dist/strategy/program/parametric-program.js";
import { type Coefficient, type LinearTerms, ProgramBuilder } from "../dist/strategy/program/program-builder.js";

/**
 * The families of D. Bertsimas and B. Stellato, The Voice of Optimization (2021) and Online Mixed-Integer Optimization in
 * Milliseconds (2022). Variables that they leave unbounded get upper bounds that no optimum reaches.
 */

const FREE = Number.POSITIVE_INFINITY;

function times(count: number, make: (k: number) => number): number[] {
  return Array.from({ length: count }, (_, k) => make(k));
}

function ball(center: number[], radius: number) {
  return { kind: "ball", center, radius } as const;
}

function depends(parameter: number, coefficient = 1, constant = 0): Coefficient {
  return { constant, terms: [[parameter, coefficient]] };
}

/** LP: n suppliers, m customers. */
export function transportation(n: number, m: number, seed: number): ParametricProgram {
  const random = new Random(seed);
  const builder = new ProgramBuilder(`transportation ${n} x ${m}`);
  const costs = times(n * m, () => 5 * random.uniform());
  const supply = times(n, () => 3 + 10 * random.uniform());
  const d = builder.addParameters(
    "d",
    ball(
      times(m, () => Math.max(3 + random.normal(), 0.75)),
      0.75,
    ),
  );
  const x = costs.map((_, k) =>
    builder.addVariable(`x[${Math.floor(k / m)},${k % m}]`, 0, supply[Math.floor(k / m)] + 1),
  );
  for (let i = 0; i < n; i++) builder.addRow(`supply ${i}`, times(m, (j) => x[i * m + j]).map(unit), -FREE, supply[i]);
  for (let j = 0; j < m; j++)
    builder.addRow(`demand ${j}`, times(n, (i) => x[i * m + j]).map(unit), depends(d + j), FREE);
  builder.addToObjective(x.map((column, k) => [column, costs[k]]));
  return builder.build();
}

/** QP: 10 p assets, p factors. */
export function portfolio(p: number, seed: number): ParametricProgram {
  const random = new Random(seed);
  const n = 10 * p;
  const builder = new ProgramBuilder(`portfolio ${p}`);
  const factors = times(n * p, () => (random.uniform() < 0.5 ? random.normal() : 0));
  const mu = builder.addParameters(
    "mu",
    ball(
      times(n, () => random.normal()),
      0.15,
    ),
  );
  const x = times(n, (j) => builder.addVariable(`x[${j}]`, 0, 2));
  builder.addRow("budget", x.map(unit), 1, 1);
  for (let i = 0; i < n; i++) {
    builder.addToObjective([[i, depends(mu + i, -1)]]);
    builder.addProduct(i, i, random.uniform() * Math.sqrt(p) + dotRows(factors, p, i, i));
    for (let j = 0; j < i; j++) builder.addProduct(i, j, 2 * dotRows(factors, p, i, j));
  }
  return builder.build();
}

function dotRows(matrix: readonly number[], width: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += matrix[i * width + k] * matrix[j * width + k];
  return sum;
}

/** MILP: n sites, m customers. */
export function facilityLocation(n: number, m: number, seed: number): ParametricProgram {
  const random = new Random(seed);
  const builder = new ProgramBuilder(`facility location ${n} x ${m}`);
  const costs = times(n * m, () => random.uniform());
  const opening = times(n, () => 10 * random.uniform());
  const supply = times(n, () => 8 + 10 * random.uniform());
  const d = builder.addParameters(
    "d",
    ball(
      times(m, () => Math.max(3 + random.normal(), 0.25)),
      0.25,
    ),
  );
  const y = opening.map((_, i) => builder.addVariable(`y[${i}]`, 0, 1, { isInteger: true }));
  const x = costs.map((_, k) =>
    builder.addVariable(`x[${Math.floor(k / m)},${k % m}]`, 0, supply[Math.floor(k / m)] + 1),
  );
  for (let j = 0; j < m; j++)
    builder.addRow(`demand ${j}`, times(n, (i) => x[i * m + j]).map(unit), depends(d + j), FREE);
  for (let i = 0; i < n; i++) {
    const terms: LinearTerms = [...times(m, (j) => x[i * m + j]).map(unit), [y[i], -supply[i]]];
    builder.addRow(`supply ${i}`, terms, -FREE, 0);
  }
  builder.addToObjective([
    ...x.map((column, k) => [column, costs[k]] as const),
    ...y.map((c, i) => [c, opening[i]] as const),
  ]);
  return builder.build();
}

const DEMAND = [
  0.05, 0.3, 0.55, 0.8, 1.05, 1.3, 1.55, 1.8, 1.95, 1.7, 1.45, 1.2, 1.02, 1.12, 1.22, 1.32, 1.42, 1.52, 1.62, 1.72,
  1.73, 1.38, 1.03, 0.68, 0.33, -0.02, -0.37, -0.72, -0.94, -0.64, -0.34, -0.04, 0.18, 0.08, -0.02, -0.12, -0.22, -0.32,
  -0.42, -0.52,
];

/** MIQP: an engine that is switched over T steps beside a battery; the battery's level is substituted out. */
export function hybridVehicle(T: number): ParametricProgram {
  const [tau, most, power, alpha, beta, gamma, delta, eta] = [4, 50, 1, 1, 1, 1, 0.1, 0.1];
  const builder = new ProgramBuilder(`hybrid vehicle ${T}`);
  const level = builder.addParameters("E0", ball([40], 0.5), true);
  const demand = builder.addParameters("P", ball(DEMAND.slice(0, T), 0.5));
  const z = times(T, (t) => builder.addVariable(`z[${t}]`, 0, 1, { isInteger: true }));
  const battery = times(T, (t) => builder.addVariable(`battery[${t}]`, -most / tau, most / tau));
  const engine = times(T, (t) => builder.addVariable(`engine[${t}]`, 0, power));
  const start = times(T, (t) => builder.addVariable(`start[${t}]`, 0, 1));
  for (let t = 0; t < T; t++) {
    const used: LinearTerms = battery.slice(0, t + 1).map((column) => [column, -tau]);
    builder.addRow(`level ${t + 1}`, used, depends(level, -1), depends(level, -1, most));
    builder.addRow(
      `engine on ${t}`,
      [
        [engine[t], 1],
        [z[t], -power],
      ],
      -FREE,
      0,
    );
    builder.addRow(
      `demand ${t}`,
      [
        [battery[t], 1],
        [engine[t], 1],
      ],
      depends(demand + t),
      FREE,
    );
    const switched: LinearTerms =
      t === 0
        ? [[z[0], 1]]
        : [
            [z[t], 1],
            [z[t - 1], -1],
          ];
    builder.addRow(`start ${t}`, [...switched, [start[t], -1]], -FREE, 0);
    builder.addToObjective([
      [engine[t], beta],
      [z[t], gamma],
      [start[t], delta],
    ]);
    builder.addProduct(engine[t], engine[t], alpha);
  }
  // eta (E_T - most)^2 with E_T = E_0 - tau sum of battery power: its cross terms with E_0 need a level of their own.
  const final = builder.addVariable("final", -most, most);
  builder.addRow(
    "final",
    [...battery.map((c) => [c, tau] as const), [final, 1]],
    depends(level, 1, -most),
    depends(level, 1, -most),
  );
  builder.addProduct(final, final, eta);
  return builder.build();
}

/** LP: stock over T periods; the cost of stock and of backlog by epigraph. */
export function inventory(T: number): ParametricProgram {
  const builder = new ProgramBuilder(`inventory ${T}`);
  const first = builder.addParameters("x0", ball([10], 3), true);
  const d = builder.addParameters(
    "d",
    ball(
      times(T, () => 2),
      1,
    ),
  );
  const u = times(T, (t) => builder.addVariable(`u[${t}]`, 0, 3));
  const cost = times(T, (t) => builder.addVariable(`cost[${t}]`, 0, 1000));
  for (let t = 0; t < T; t++) {
    // Stock before the order of period t.
    const ordered = (by: number): LinearTerms => u.slice(0, t).map((column) => [column, by] as const);
    const taken = times(t, (k) => k);
    const stock = (by: number): Coefficient => ({
      constant: 0,
      terms: [[first, by], ...taken.map((k) => [d + k, -by] as const)],
    });
    builder.addRow(`holding ${t}`, [[cost[t], 1], ...ordered(-1)], stock(1), FREE);
    builder.addRow(`backlog ${t}`, [[cost[t], 1], ...ordered(3)], stock(-3), FREE);
    builder.addToObjective([
      [cost[t], 1],
      [u[t], 2],
    ]);
  }
  return builder.build();
}

/** MILP: ten whole numbers of things, their weights and most numbers drawn. */
export function knapsack(seed: number): ParametricProgram {
  const random = new Random(seed);
  const builder = new ProgramBuilder("knapsack", true);
  const a = builder.addParameters(
    "a",
    ball(
      times(10, () => 2),
      1,
    ),
  );
  const u = builder.addParameters(
    "u",
    ball(
      times(10, () => 2),
      1,
    ),
  );
  const x = times(10, (j) => builder.addVariable(`x[${j}]`, 0, 3, { isInteger: true }));
  builder.addRow(
    "weight",
    x.map((column, j) => [column, depends(a + j)] as const),
    -FREE,
    5,
  );
  x.forEach((column, j) => {
    builder.addRow(`at most u[${j}]`, [[column, 1]], -FREE, depends(u + j));
    builder.addToObjective([[column, -random.uniform()]]);
  });
  return builder.build();
}

/** MILP: whom to buy from, by cost and by the longest delay. */
export function supplierSelection(seed: number): ParametricProgram {
  const random = new Random(seed);
  const builder = new ProgramBuilder("supplier selection");
  const d = builder.addParameters("d", ball([2], 1), true);
  const tau = builder.addParameters("tau", ball([2, 3, 2.5, 5, 1], 0.5));
  const x = times(5, (i) => builder.addVariable(`x[${i}]`, 0, 1, { isInteger: true }));
  const u = times(5, (i) => builder.addVariable(`u[${i}]`, 0, 3));
  const delay = builder.addVariable("delay", 0, 10);
  builder.addRow("demand", u.map(unit), depends(d), FREE);
  for (let i = 0; i < 5; i++) {
    builder.addRow(
      `capacity ${i}`,
      [
        [u[i], 1],
        [x[i], -(1 + random.uniform())],
      ],
      -FREE,
      0,
    );
    builder.addRow(
      `delay ${i}`,
      [
        [delay, 1],
        [x[i], depends(tau + i, -1)],
      ],
      0,
      FREE,
    );
    builder.addToObjective([[u[i], random.uniform()]]);
  }
  builder.addToObjective([[delay, 0.1]]);
  return builder.build();
}

function unit(column: number): readonly [number, number] {
  return [column, 1];
}
