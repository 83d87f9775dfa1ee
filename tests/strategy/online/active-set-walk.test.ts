import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { ActiveSetWalk } from "../../../src/strategy/online/active-set-walk.js";
import { PointQuality } from "../../../src/strategy/online/point-quality.js";
import { ReducedSystem } from "../../../src/strategy/online/reduced-system.js";
import { instance, type ProgramData } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { type Strategy, strategyKey } from "../../../src/strategy/strategy.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

function walked(walk: ActiveSetWalk, from: Strategy, data: ProgramData): { system: ReducedSystem; steps: number } {
  let strategy: Strategy | null = from;
  let system = walk.recovered(strategy, data);
  let steps = 0;
  for (; strategy !== null && steps < 40; steps++) {
    system = walk.recovered(strategy, data);
    strategy = walk.next(strategy, system, data);
  }
  return { system, steps };
}

describe.each([1, 2, 3])("a linear program with whole numbers, seed %i", (seed) => {
  const random = new Random(seed);
  const program = sites(random, 6, 8);
  const solver = new ParametricSolver(program, backend);

  test("walks end at the best point with the whole numbers of where they began", async () => {
    const theta = drawParameters(program.blocks, random);
    const { strategy } = await solver.label(instance(program, theta));
    if (strategy === null) throw new Error("no strategy");
    const walk = new ActiveSetWalk(program);
    const quality = new PointQuality(program);
    let longest = 0;
    let compared = 0;
    for (let k = 0; k < 15; k++) {
      // Far beyond the sampled region, where other constraints are tight.
      const far = theta.map((demand) => demand * random.between(0.6, 1.2));
      const data = instance(program, far);
      const best = await solver.labelWith(data, strategy.integers);
      if (best.strategy === null) continue;
      const { system, steps } = walked(walk, strategy, data);
      longest = Math.max(longest, steps);
      quality.measure(data, system.point);
      expect(quality.isFeasible).toBe(true);
      const { objective } = quality;
      const exact = new ReducedSystem(program, best.strategy);
      exact.recover(data);
      quality.measure(data, exact.point);
      expect(objective).toBeCloseTo(quality.objective, 6);
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
    expect(longest).toBeGreaterThan(1);
  });

  test("systems that were learned are taken instead of new ones", async () => {
    const data = instance(program, drawParameters(program.blocks, random));
    const { strategy } = await solver.label(data);
    if (strategy === null) throw new Error("no strategy");
    const learned = new ReducedSystem(program, strategy);
    const walk = new ActiveSetWalk(program, new Map([[strategyKey(strategy), learned]]));
    expect(walk.recovered(strategy, data)).toBe(learned);
    expect(walk.next(strategy, learned, data)).toBeNull();
  });
});
