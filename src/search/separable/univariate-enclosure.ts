import { down, up } from "../../numeric/rounding.js";
import type { Network } from "../../predictors/network/network.js";
import { DerivativeRanges } from "../../predictors/network/relaxation/derivative-ranges.js";
import { intervalStep } from "../../predictors/network/relaxation/interval-sweep.js";
import { RelaxationState } from "../../predictors/network/relaxation/state.js";

const ONE = Float64Array.of(1);

/** Rigorous ranges of a function of one variable and of its derivative over an interval: natural interval extensions. */
export class UnivariateEnclosure {
  /** Of the function, after `over`. */
  lower = Number.NaN;
  upper = Number.NaN;
  /** Of its (generalized) derivative, after `derivativeOver`; NaN or infinite where nothing is known. */
  slopeLower = Number.NaN;
  slopeUpper = Number.NaN;
  private readonly state: RelaxationState;
  private readonly derivatives: DerivativeRanges;
  private readonly box = { lower: new Float64Array(1), upper: new Float64Array(1) };

  /** @param network of one input and one output, without models */
  constructor(network: Network) {
    this.state = new RelaxationState(network);
    this.derivatives = new DerivativeRanges(this.state);
  }

  /** Where the function is not defined, NaN. */
  over(lower: number, upper: number): void {
    const { state, box } = this;
    box.lower[0] = lower;
    box.upper[0] = upper;
    state.setBox(box);
    this.lower = Number.NaN;
    this.upper = Number.NaN;
    const last = state.layers.length - 1;
    for (let k = 1; k <= last; k++) {
      if (!intervalStep(state, k)) return;
      state.refresh(k);
    }
    this.lower = state.lower[last][0];
    this.upper = state.upper[last][0];
  }

  /** The function's range as well. */
  derivativeOver(lower: number, upper: number): void {
    this.over(lower, upper);
    this.slopeLower = Number.NaN;
    this.slopeUpper = Number.NaN;
    if (Number.isNaN(this.lower)) return;
    this.derivatives.runGradient(ONE);
    const [gradient] = this.derivatives.adjoints;
    const [centre] = gradient.centres;
    const [radius] = gradient.radii;
    this.slopeLower = radius === 0 ? centre : down(centre - radius);
    this.slopeUpper = radius === 0 ? centre : up(centre + radius);
  }
}
