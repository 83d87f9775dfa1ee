import { parentPort, workerData } from "node:worker_threads";
import { ThreadBackend } from "../../fullspace/thread-backend.js";
import { programFrom } from "../file/stored-program.js";
import { LocalLabeller } from "./draw-labelling.js";
import type { LabellingAnswer, LabellingRequest } from "./thread-labeller.js";

/** The program of a thread that labels draws: every request is some draws, every answer their labels. */
const program = programFrom(workerData as Parameters<typeof programFrom>[0]);
const labeller = new LocalLabeller(program, new ThreadBackend());

parentPort?.on("message", async ({ seed, draws, deadline }: LabellingRequest) => {
  let answer: LabellingAnswer;
  try {
    answer = { labels: await labeller.label(seed, draws, deadline), error: null };
  } catch (error) {
    answer = { labels: [], error: String(error) };
  }
  parentPort?.postMessage(answer);
});
