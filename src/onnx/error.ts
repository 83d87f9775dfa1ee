/** Where in a model file something was found that cannot be read; every part is optional and named in the message. */
export interface OnnxPlace {
  /** File name as the user gave it. */
  readonly file?: string | undefined;
  /** Domain-qualified operator, for example "Conv" or "ai.onnx.ml.Scaler". */
  readonly operator?: string | undefined;
  /** Node name, or its position in the graph where it has none. */
  readonly node?: string | undefined;
  readonly opset?: number | undefined;
  readonly tensor?: string | undefined;
}

/**
 * What kind of refusal it is: "malformed" (not a valid model), "limit" (too large to be read), "unsupported" (valid, but
 * outside of what is read), "number" (NaN, infinity or an integer beyond 2^53 in the data), "file" (input/output).
 */
export type OnnxErrorKind = "malformed" | "limit" | "unsupported" | "number" | "file";

/** The one error that reading or interpreting a model throws. The message is a single line. */
export class OnnxError extends Error {
  readonly kind: OnnxErrorKind;
  readonly reason: string;
  readonly place: OnnxPlace;

  constructor(kind: OnnxErrorKind, reason: string, place: OnnxPlace = {}) {
    super(shortened(sentence(reason, place)));
    this.name = "OnnxError";
    this.kind = kind;
    this.reason = reason;
    this.place = place;
  }

  /** The same error with what is known further out filled in. */
  at(place: OnnxPlace): OnnxError {
    return new OnnxError(this.kind, this.reason, { ...place, ...definedParts(this.place) });
  }
}

/** What `action` returns; its errors say where they happened. */
export function within<T>(place: OnnxPlace, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof OnnxError) throw error.at(place);
    throw error;
  }
}

function definedParts(place: OnnxPlace): OnnxPlace {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

/** Damaged files can make names and shapes of any length. */
function shortened(text: string): string {
  return text.length > 4000 ? `${text.slice(0, 3997)}...` : text;
}

function sentence(reason: string, place: OnnxPlace): string {
  const parts: string[] = [];
  if (place.operator !== undefined) {
    const opset = place.opset === undefined ? "" : ` (opset ${place.opset})`;
    parts.push(`operator ${quotable(place.operator)}${opset}`);
  }
  if (place.node !== undefined) parts.push(`node ${quoted(place.node)}`);
  if (place.tensor !== undefined) parts.push(`tensor ${quoted(place.tensor)}`);
  const where = parts.length === 0 ? "" : `${parts.join(", ")}: `;
  const file = place.file === undefined ? "" : `${quotable(place.file)}: `;
  return `${file}${where}${quotable(reason)}`;
}

/** A name out of a file, short, on one line, without control characters. */
export function quoted(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  return `"${quotable(short)}"`;
}

function quotable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names in damaged files carry control characters
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
}
