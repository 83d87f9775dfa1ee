import { Random } from "../../numeric/random.js";
import { AffineVector } from "../program/affine-vector.js";
import { emptyData, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";

const SEED = 20211;
/** Sides move outward by this much and up to twice as much, relative to 1 + |side|: far above a solver's tolerance. */
const SIDE_STEP = 1e-5;
/** Costs move by up to this much, relative to the largest one: far above the tolerance of reduced costs (1e-7), too, or what a warm start remembers decides ties. */
const COST_STEP = 1e-5;

/**
 * The canonical treatment of degenerate optima. Each inequality is relaxed by a small amount of its own and each cost
 * moved, by numbers drawn once and for all: generically the optimum is then unique and has exactly as many tight constraints
 * as determine it. These are what the unperturbed optimum's strategy is defined to be, so that ties between constraints (many
 * tight at once) and between optima are always broken in the same way.
 */
export class TieBreaking {
  /** Perturbed bounds; those of integer variables stay. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  private readonly costSteps: Float64Array;
  private readonly rowSteps: Float64Array;
  private readonly data: ProgramData;

  constructor(program: ParametricProgram) {
    const random = new Random(SEED);
    const step = (size: number): number => SIDE_STEP * (1 + Math.abs(size)) * random.between(1, 2);
    this.lower = program.lower.map((low, j) => (program.isInteger[j] === 1 ? low : low - step(low)));
    this.upper = program.upper.map((high, j) => (program.isInteger[j] === 1 ? high : high + step(high)));
    this.costSteps = program.lower.map(() => COST_STEP * random.between(-1, 1));
    this.rowSteps = Float64Array.from({ length: 2 * program.rowNames.length }, () => SIDE_STEP * random.between(1, 2));
    this.data = emptyData(program);
  }

  /** The costs as they are moved, where they depend on no parameters; null otherwise. */
  costsOf({ linear }: ParametricProgram): AffineVector | null {
    if (!linear.isConstant) return null;
    const largest = largestOf(linear.base);
    return new AffineVector(
      Array.from(linear.base, (cost, j) => ({ constant: cost + largest * this.costSteps[j], terms: [] })),
    );
  }

  /** Moves the costs only. The result is overwritten by the next call. */
  withCosts(data: ProgramData): ProgramData {
    const largest = largestOf(data.linear);
    this.copy(data);
    for (let j = 0; j < data.linear.length; j++) this.data.linear[j] += largest * this.costSteps[j];
    return this.data;
  }

  /** Moves costs and sides; equations stay. The result is overwritten by the next call. */
  everywhere(data: ProgramData): ProgramData {
    const { rowSteps } = this;
    const moved = this.withCosts(data);
    for (let r = 0; r < data.rowLower.length; r++) {
      if (data.rowLower[r] === data.rowUpper[r]) continue;
      moved.rowLower[r] -= rowSteps[2 * r] * (1 + Math.abs(data.rowLower[r]));
      moved.rowUpper[r] += rowSteps[2 * r + 1] * (1 + Math.abs(data.rowUpper[r]));
    }
    return moved;
  }

  private copy(data: ProgramData): void {
    this.data.theta.set(data.theta);
    this.data.linear.set(data.linear);
    this.data.constant.set(data.constant);
    this.data.values.set(data.values);
    this.data.rowLower.set(data.rowLower);
    this.data.rowUpper.set(data.rowUpper);
  }
}

function largestOf(costs: Float64Array): number {
  return costs.reduce((most, cost) => Math.max(most, Math.abs(cost)), 1e-9);
}
