import { bounds } from "./bounds.js";
import { checkInstance } from "./check-instance.js";
import type { CommandEntry } from "./command.js";
import { compare } from "./compare.js";
import { doctor } from "./doctor.js";
import { encode } from "./encode.js";
import { explainPoint } from "./explain-point.js";
import { fitGp } from "./fit-gp.js";
import { fitRegions } from "./fit-regions.js";
import { fitValidity } from "./fit-validity.js";
import { info } from "./info.js";
import { solve } from "./solve.js";
import { strategy } from "./strategy.js";

/** Every command. A new one is a file and a line here. */
export const commands: readonly CommandEntry[] = [
  solve,
  info,
  checkInstance,
  explainPoint,
  fitGp,
  fitRegions,
  fitValidity,
  encode,
  bounds,
  doctor,
  compare,
  strategy,
];
