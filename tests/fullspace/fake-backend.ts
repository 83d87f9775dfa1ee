import type { MilpBackend, MilpClaim, MilpRunOptions } from "../../src/fullspace/backend.js";
import type { MilpModel } from "../../src/fullspace/milp-model.js";

/** A backend that passes on what another one says, after `lie` has had its way with it; linear programs and integer ones alike. */
export function lying(
  honest: MilpBackend,
  lie: (claim: MilpClaim, model: MilpModel, options: MilpRunOptions) => MilpClaim,
): MilpBackend {
  return {
    name: "highs",
    takesQuadratics: false,
    async open(model) {
      const session = await honest.open(model);
      return {
        run: async (options) => lie(await session.run({ ...options, listener: undefined }), model, options),
        dispose: () => session.dispose(),
      };
    },
    close: () => honest.close(),
  };
}
