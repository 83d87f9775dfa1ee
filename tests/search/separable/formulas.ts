import type { Network } from "../../../src/predictors/network/network.js";
import { Problem } from "../../../src/problem/problem.js";
import { boundedProblem } from "../../../src/search/bounded-problem.js";

/** The network that a search bounds for a formula of variables of the given names, each in [lower, upper]. */
export function networkOf(
  formula: string,
  names: readonly string[],
  [lower, upper]: readonly [number, number],
  models: ConstructorParameters<typeof Problem>[0]["models"] = {},
): Network {
  const variables = names.map((name) => ({ name, lower, upper }));
  return boundedProblem(new Problem({ models, variables, minimize: formula }), 0).network;
}
