import { existsSync, readFileSync } from "node:fs";

/** Every n-th of the items from the i-th on, by "i/n"; all of them without. */
export function shardOf<T>(items: readonly T[], text: string | undefined): T[] {
  if (text === undefined) return [...items];
  const [i, n] = text.split("/").map(Number);
  if (!(Number.isInteger(i) && Number.isInteger(n) && i >= 1 && i <= n))
    throw new Error(`--shard ${text}: not i/n, 1 <= i <= n`);
  return items.filter((_, k) => k % n === i - 1);
}

/** Does the work for every item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T, k: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const k = next++;
      await work(items[k], k);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
}

/** What earlier runs wrote, a JSON value a line, of all of the files that are there; names separated by commas. */
export function storedLines<T>(files: string | undefined): T[] {
  if (files === undefined) return [];
  return files
    .split(",")
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
