import { SineWave } from "./shape/sine-wave.js";

/** The cosine. */
export class Cos extends SineWave {
  constructor() {
    super("cos", 1);
  }
}
