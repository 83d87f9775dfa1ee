import { SineWave } from "./shape/sine-wave.js";

/** The sine. */
export class Sin extends SineWave {
  constructor() {
    super("sin", 0);
  }
}
