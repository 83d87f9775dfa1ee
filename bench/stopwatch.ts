import Benchmark from "benchmark";

export interface Timing {
  /** Mean time of one call. */
  readonly nanoseconds: number;
  /** Half width of its 95 % confidence interval, relative. */
  readonly relativeError: number;
}

/** Times a function with the package `benchmark`, for at most `seconds`. */
export function timed(name: string, seconds: number, run: () => void): Timing {
  const benchmark = new Benchmark(name, run, { maxTime: seconds, minSamples: 5 });
  benchmark.run();
  // The package reports errors of the timed function instead of throwing them.
  const { error } = benchmark as unknown as { error?: Error };
  if (error) throw error;
  return { nanoseconds: benchmark.stats.mean * 1e9, relativeError: benchmark.stats.rme / 100 };
}

/** "12.3 ± 2 %". */
export function cellOf({ nanoseconds, relativeError }: Timing, unit = 1): string {
  return `${Number((nanoseconds / unit).toPrecision(3))} ± ${Math.ceil(100 * relativeError)} %`;
}
