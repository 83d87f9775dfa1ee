import { valueAt } from "../linear-expression.js";
import type { RegionsTask } from "./regions.js";

/** How far towards the middle of its region a point is moved, at first and at most; a solver's rows may be off by 1e-6. */
const FIRST = 1e-8;
const MOST = 1e-2;

/** Decision variables that are the model's inputs and are off their region by the solver's tolerance. */
export function addRegionRepair({ assembly, model, features, chosen, indicators }: RegionsTask): void {
  const { variables } = assembly;
  const isPlain = features.every(
    ({ expression: { columns, coefficients, constant } }) =>
      columns.length === 1 && coefficients[0] === 1 && constant === 0 && columns[0] < variables,
  );
  if (!isPlain) return;
  const places = features.map(({ expression }) => expression.columns[0]);
  const box = {
    lower: Float64Array.from(features, ({ lower }) => lower),
    upper: Float64Array.from(features, ({ upper }) => upper),
  };
  const middle = new Float64Array(features.length);
  const x = new Float64Array(features.length);
  assembly.repairs.push((point, out) => {
    const r =
      chosen[
        Math.max(
          0,
          indicators.findIndex((z) => valueAt(z, point) > 0.5),
        )
      ];
    for (let j = 0; j < x.length; j++) x[j] = out[places[j]];
    if (r === undefined || model.regions.contains(r, x) || !model.minimum.middleOf(r, box, middle)) return;
    for (let step = FIRST; step <= MOST && !model.regions.contains(r, x); step *= 10) {
      for (let j = 0; j < x.length; j++) x[j] = out[places[j]] + step * (middle[j] - out[places[j]]);
    }
    for (let j = 0; j < x.length; j++) if (!assembly.model.isInteger[places[j]]) out[places[j]] = x[j];
  });
}
