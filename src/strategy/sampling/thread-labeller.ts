import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ThreadBackend } from "../../fullspace/thread-backend.js";
import { storedProgram } from "../file/stored-program.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { type DrawLabel, type DrawLabeller, LocalLabeller } from "./draw-labelling.js";

export interface LabellingRequest {
  readonly seed: number;
  readonly draws: readonly number[];
  readonly deadline: number;
}

export interface LabellingAnswer {
  readonly labels: DrawLabel[];
  readonly error: string | null;
}

/** Where the compiled program of the thread lies. */
const SOURCE = new URL("./labelling-thread.js", import.meta.url);

/** Labels draws in a thread of its own, one request at a time. */
class ThreadLabeller implements DrawLabeller {
  private readonly worker: Worker;

  constructor(program: ParametricProgram, source: URL) {
    this.worker = new Worker(source, { workerData: storedProgram(program) });
  }

  label(seed: number, draws: readonly number[], deadline: number): Promise<DrawLabel[]> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.worker.off("message", take);
        this.worker.off("error", fail);
      };
      const fail = (error: Error): void => {
        end();
        reject(error);
      };
      const take = ({ labels, error }: LabellingAnswer): void => {
        end();
        if (error === null) resolve(labels);
        else reject(new Error(error));
      };
      this.worker.on("message", take);
      this.worker.on("error", fail);
      this.worker.postMessage({ seed, draws, deadline } satisfies LabellingRequest);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/**
 * As many labellers as asked for, each in a thread. A single one, and all where the library is not compiled, share this thread
 * and have threads for linear programs only.
 */
export function labellers(program: ParametricProgram, count: number, source = SOURCE): DrawLabeller[] {
  const isThreaded = count > 1 && existsSync(fileURLToPath(source));
  return Array.from({ length: count }, () =>
    isThreaded ? new ThreadLabeller(program, source) : new LocalLabeller(program, new ThreadBackend()),
  );
}
