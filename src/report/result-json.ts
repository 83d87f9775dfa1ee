import type { Result } from "../search/result.js";

/** The result as one JSON object on one line; infinite numbers become null (docs/formats.md). */
export function resultJson(result: Result): string {
  return `${JSON.stringify(result)}\n`;
}
