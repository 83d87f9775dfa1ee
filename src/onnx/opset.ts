import { OnnxError, quoted } from "./error.js";
import type { OperatorSetMessage } from "./messages.js";

/** Versions of the operator sets that are known, by domain; every operator says from which on it is interpreted. */
export const KNOWN_OPSETS: ReadonlyMap<string, readonly [oldest: number, newest: number]> = new Map([
  ["", [1, 24]],
  ["ai.onnx.ml", [1, 5]],
]);

/** "ai.onnx" is another spelling of "". */
export function canonicalDomain(domain: string | undefined): string {
  return domain === undefined || domain === "ai.onnx" ? "" : domain;
}

/**
 * Domain to version. A domain may be listed twice with the same version (skl2onnx does); versions outside of
 * `KNOWN_OPSETS` are refused.
 */
export function readOpsets(messages: readonly OperatorSetMessage[] | undefined): Map<string, number> {
  const opsets = new Map<string, number>();
  for (const message of messages ?? []) {
    const domain = canonicalDomain(message.domain);
    const version = message.version ?? 0;
    const shown = domain === "" ? "ai.onnx" : domain;
    const before = opsets.get(domain);
    if (before !== undefined && before !== version) {
      throw new OnnxError(
        "malformed",
        `operator set ${quoted(shown)} is imported in versions ${before} and ${version}`,
      );
    }
    const known = KNOWN_OPSETS.get(domain);
    if (known !== undefined && !(version >= known[0] && version <= known[1])) {
      const range = `${known[0]} to ${known[1]}`;
      throw new OnnxError(
        "unsupported",
        `operator set ${quoted(shown)} version ${version} is not known; known are ${range}`,
      );
    }
    opsets.set(domain, version);
  }
  return opsets;
}

/** Newest operator set of the ONNX release that introduced an IR version (onnx/docs/Versioning.md). */
const OPSET_OF_IR: readonly (readonly [ir: number, opset: number])[] = [
  [3, 8],
  [4, 9],
  [5, 10],
  [6, 11],
  [7, 14],
  [8, 18],
  [9, 20],
  [10, 22],
  [11, 23],
];

/** The version of the ONNX domain for a file that imports none (onnxmltools writes such files): the one its IR came with. */
export function impliedOpset(irVersion: number): number {
  for (const [ir, opset] of OPSET_OF_IR) if (irVersion <= ir) return opset;
  return 24;
}
