import type { Result } from "../search/result.js";
import type { DataPosition } from "./data-position.js";

/** The result as one JSON object on one line; infinite numbers become null (docs/formats.md). */
export function resultJson(result: Result, data: readonly DataPosition[] = []): string {
  return `${JSON.stringify(data.length === 0 ? result : { ...result, data })}\n`;
}
