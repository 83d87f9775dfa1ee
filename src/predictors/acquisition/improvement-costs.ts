import {
  hazard,
  improvementHazard,
  logImprovement,
  logImprovementDown,
  logImprovementUp,
  logNormalCdf,
  logNormalCdfDown,
  logNormalCdfUp,
} from "../../numeric/normal-tail.js";
import { StandardisedCost } from "./standardised-cost.js";

/** -ln EI: level curves have the slope phi / Phi. */
export class ExpectedImprovementCost extends StandardisedCost {
  constructor(best: number) {
    super("ei", best, {
      power: 1,
      value: logImprovement,
      valueDown: logImprovementDown,
      valueUp: logImprovementUp,
      slope: improvementHazard,
      levelSlope: hazard,
    });
  }
}

/** -ln PI: level curves are the lines mean + z deviation = best. */
export class ProbabilityOfImprovementCost extends StandardisedCost {
  constructor(best: number) {
    super("pi", best, {
      power: 0,
      value: logNormalCdf,
      valueDown: logNormalCdfDown,
      valueUp: logNormalCdfUp,
      slope: hazard,
      levelSlope: (z) => -z,
    });
  }
}
