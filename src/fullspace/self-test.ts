import { type MilpBackend, RUN_DEFAULTS } from "./backend.js";
import { MilpModel } from "./milp-model.js";

/** A small program on which a release of HiGHS was wrong, named after the report in its tracker. */
interface KnownCase {
  readonly name: string;
  readonly optimum: number;
  build(model: MilpModel): void;
}

export interface SelfTestVerdict {
  readonly name: string;
  readonly expected: number;
  /** NaN if there is no optimum. */
  readonly actual: number;
  readonly isRight: boolean;
  readonly message: string;
}

const NONE = Number.NEGATIVE_INFINITY;
const MUCH = Number.POSITIVE_INFINITY;
const TOLERANCE = 1e-6;
const SECONDS = 20;

function row(
  model: MilpModel,
  terms: readonly (readonly [column: number, factor: number])[],
  low: number,
  high: number,
) {
  const columns = terms.map(([column]) => column);
  model.addRow({ columns, coefficients: terms.map(([, factor]) => factor), constant: 0 }, low, high);
}

function minimize(model: MilpModel, terms: readonly (readonly [column: number, factor: number])[]): void {
  const columns = terms.map(([column]) => column);
  model.objective = { columns, coefficients: terms.map(([, factor]) => factor), constant: 0 };
}

const integer = { isInteger: true };

/** Maximizations are negated. */
const KNOWN_CASES: readonly KnownCase[] = [
  {
    name: "r3043",
    optimum: 9,
    build(model) {
      const x = model.addColumn(0, 10);
      const z = model.addColumn(0, 10, integer);
      minimize(model, [
        [x, 2],
        [z, 3],
      ]);
      row(
        model,
        [
          [x, 1],
          [z, 1],
        ],
        4.5,
        MUCH,
      );
    },
  },
  {
    name: "r3073",
    optimum: 0.03,
    build(model) {
      const g = model.addColumn(0, MUCH);
      const x = model.addColumn(0.45, 3, integer);
      const t = model.addColumn(NONE, MUCH);
      minimize(model, [
        [g, 100],
        [t, 0.01],
      ]);
      row(
        model,
        [
          [g, 1],
          [x, 1],
        ],
        3,
        3,
      );
      row(
        model,
        [
          [x, 1],
          [t, -1],
        ],
        NONE,
        0,
      );
      row(
        model,
        [
          [x, -1],
          [t, -1],
        ],
        NONE,
        0,
      );
    },
  },
  {
    name: "r2975",
    optimum: 20,
    build(model) {
      const a = model.addColumn(0, MUCH);
      const b = model.addColumn(0, MUCH);
      const y = model.addBinary();
      minimize(model, [
        [b, 2],
        [y, 99999],
      ]);
      row(
        model,
        [
          [a, 1],
          [b, 1],
        ],
        10,
        10,
      );
      row(
        model,
        [
          [a, 1],
          [y, -100],
        ],
        NONE,
        0,
      );
    },
  },
  {
    name: "r3094",
    optimum: 8000,
    build(model) {
      const x = [model.addBinary(), model.addBinary()];
      const z = x.map(() => model.addColumn(0, MUCH));
      const d = x.map(() => model.addColumn(0, MUCH));
      minimize(model, [
        [d[0], 10],
        [d[1], 8],
      ]);
      for (const k of [0, 1]) {
        row(
          model,
          [
            [z[k], 1],
            [x[k], -1000],
          ],
          NONE,
          0,
        );
        row(
          model,
          [
            [z[k], 1],
            [d[k], 1],
          ],
          1000,
          1000,
        );
      }
      row(
        model,
        [
          [x[0], 1],
          [x[1], 1],
        ],
        NONE,
        1,
      );
    },
  },
  {
    name: "r3273",
    optimum: -12,
    build(model) {
      const x0 = model.addBinary();
      const x1 = model.addColumn(0, MUCH);
      const x2 = model.addColumn(0, MUCH);
      const x3 = model.addColumn(NONE, 1);
      minimize(model, [
        [x1, -1],
        [x2, -1],
      ]);
      row(
        model,
        [
          [x1, 1],
          [x3, -1],
        ],
        NONE,
        0,
      );
      row(
        model,
        [
          [x2, 1],
          [x0, -1000],
        ],
        NONE,
        0,
      );
      row(
        model,
        [
          [x0, 1],
          [x2, 1],
        ],
        NONE,
        12,
      );
    },
  },
  {
    name: "r3274",
    optimum: 0,
    build(model) {
      const x0 = model.addColumn(NONE, MUCH, integer);
      const x1 = model.addColumn(NONE, MUCH, integer);
      const x2 = model.addColumn(0, MUCH);
      const x3 = model.addColumn(0, MUCH, integer);
      minimize(model, [[x1, 1]]);
      row(
        model,
        [
          [x1, 1],
          [x2, -1],
        ],
        0,
        MUCH,
      );
      row(
        model,
        [
          [x0, 1],
          [x2, 1],
          [x3, -1],
        ],
        0,
        0,
      );
      row(
        model,
        [
          [x2, 68],
          [x3, 1],
        ],
        NONE,
        12,
      );
    },
  },
];

/** Lets the solver do the stored programs. Never throws for what it does. */
export async function selfTest(backend: MilpBackend): Promise<SelfTestVerdict[]> {
  const verdicts: SelfTestVerdict[] = [];
  for (const { name, optimum, build } of KNOWN_CASES) {
    const model = new MilpModel(name);
    build(model);
    const session = await backend.open(model);
    const { status, objective, message } = await session.run({ ...RUN_DEFAULTS, timeLimit: SECONDS });
    await session.dispose();
    const actual = status === "optimal" ? objective : Number.NaN;
    const isRight = Math.abs(actual - optimum) <= TOLERANCE * (1 + Math.abs(optimum));
    verdicts.push({ name, expected: optimum, actual, isRight, message: `${status}: ${message}` });
  }
  return verdicts;
}
