import { z } from "zod";
import { treeAgreement as agreementOf } from "../../predictors/tree-ensemble/agreement.js";
import { validityKind } from "./kind.js";
import { derivedOutput } from "./model-output.js";

const schema = z
  .strictObject({
    /** An ensemble of trees of the instance, a sum or a mean. */
    model: z.string(),
    /** Which of its outputs, from 0. */
    output: z.int().min(0).optional(),
    /** What a tree's own prediction has to be. */
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    /** Which share of the trees has to agree. */
    share: z.number().positive().max(1),
  })
  .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, {
    error: 'give "atLeast", "atMost", or both',
  });

/** Where enough trees of a forest keep a limit by themselves (D. Maragno et al., Operations Research 2023, section 3.3). */
export const treeAgreement = validityKind({
  summary: "where a share of the trees of a forest (a model of the instance) keeps a limit by themselves",
  schema,
  dimensionOf: () => null,
  rows({ model, share, output, atLeast, atMost }, scope) {
    const limits = {
      ...(output === undefined ? {} : { output }),
      ...(atLeast === undefined ? {} : { atLeast }),
      ...(atMost === undefined ? {} : { atMost }),
    };
    const name = `agreement ${JSON.stringify(limits)}`;
    const expression = derivedOutput(scope, model, name, (trees) => agreementOf(trees, limits));
    return [{ expression, lower: share, upper: Number.POSITIVE_INFINITY }];
  },
});
