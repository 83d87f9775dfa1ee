import { OnnxError, quoted } from "../../onnx/error.js";
import { parsedJson } from "../text-file.js";

/** A value inside a JSON document that was written by another program; what is not as expected is named by its path. */
export class JsonValue {
  private constructor(
    private readonly value: unknown,
    private readonly path: string,
  ) {}

  /** @throws OnnxError if it is not JSON */
  static parse(text: string): JsonValue {
    return new JsonValue(parsedJson(text), "");
  }

  /** A value that was parsed already. */
  static of(value: unknown): JsonValue {
    return new JsonValue(value, "");
  }

  at(key: string): JsonValue {
    const found = this.optional(key);
    if (found === undefined) throw new OnnxError("malformed", `there is no ${quoted(this.pathTo(key))}`);
    return found;
  }

  optional(key: string): JsonValue | undefined {
    const { value } = this;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return new JsonValue((value as Record<string, unknown>)[key], this.pathTo(key));
  }

  text(): string {
    if (typeof this.value !== "string") throw this.unexpected("a text");
    return this.value;
  }

  /** A number, or a text that is one. */
  number(): number {
    const number = typeof this.value === "string" && this.value.trim() !== "" ? Number(this.value) : this.value;
    if (typeof number !== "number" || !Number.isFinite(number)) throw this.unexpected("a number");
    return number;
  }

  list(): JsonValue[] {
    if (!Array.isArray(this.value)) throw this.unexpected("a list");
    return this.value.map((item, k) => new JsonValue(item, `${this.path}[${k}]`));
  }

  numbers(): number[] {
    if (!Array.isArray(this.value) || !this.value.every((item) => typeof item === "number"))
      throw this.unexpected("a list of numbers");
    return this.value;
  }

  private pathTo(key: string): string {
    return this.path === "" ? key : `${this.path}.${key}`;
  }

  private unexpected(what: string): OnnxError {
    return new OnnxError("malformed", `${quoted(this.path)} is not ${what}`);
  }
}
