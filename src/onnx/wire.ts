import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { OnnxError } from "./error.js";
import { Allowance, type Limits } from "./limits.js";

/** One field of a message: its name in the decoded object and how its bytes are to be read. */
export type Field =
  | readonly [name: string, kind: ScalarKind | ListKind]
  | readonly [name: string, kind: "message" | "messages", of: () => Schema];
type ScalarKind = "integer" | "float" | "string" | "bytes";
type ListKind = "integers" | "unsigneds" | "floats" | "doubles" | "strings" | "byteStrings";

/** Field numbers of a message type. Fields that are not listed are skipped. */
export type Schema = Readonly<Record<number, Field>>;

type Decoded = Record<string, unknown>;

/** Numbers of a repeated field, in as many pieces as the file has. */
class NumberList {
  private values = new Float64Array(8);
  private length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(1);
    this.values[this.length++] = value;
  }

  /** Room for `count` more. */
  reserve(count: number): void {
    if (this.length + count <= this.values.length) return;
    const grown = new Float64Array(Math.max(this.length + count, Math.min(2 * this.length, this.length + 2 ** 22)));
    grown.set(this.values.subarray(0, this.length));
    this.values = grown;
  }

  finish(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

/** Reads protobuf messages by a table of field numbers, within limits on depth, count and elements. */
export class WireDecoder {
  /** What is left of the limit on numbers; raw bytes are counted against it when a tensor is read. */
  readonly elements: Allowance;
  private readonly messages: Allowance;
  private readonly depth: number;

  constructor(limits: Limits) {
    this.elements = new Allowance("numbers in the file", limits.elements);
    this.messages = new Allowance("messages and strings in the file", limits.messages);
    this.depth = limits.depth;
  }

  /** @throws OnnxError if the bytes are not a message, or one beyond the limits. */
  decode(bytes: Uint8Array, schema: Schema): unknown {
    try {
      return this.message(new BinaryReader(bytes), schema, 1);
    } catch (error) {
      if (error instanceof OnnxError) throw error;
      throw new OnnxError(
        "malformed",
        `not a valid protobuf message (${(error as Error).message}); the file is damaged or not ONNX`,
      );
    }
  }

  private message(reader: BinaryReader, schema: Schema, depth: number): Decoded {
    if (depth > this.depth) throw new OnnxError("limit", `messages nested deeper than ${this.depth}`);
    this.messages.take(1);
    const out: Decoded = {};
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (wireType === WireType.EndGroup) throw new Error("end of a group that did not begin");
      const field = schema[number];
      if (field === undefined) reader.skip(wireType, number, this.depth);
      else this.field(reader, field, wireType, out, depth);
    }
    if (reader.pos > reader.len) throw new Error("premature end");
    for (const name in out) if (out[name] instanceof NumberList) out[name] = (out[name] as NumberList).finish();
    return out;
  }

  private field(reader: BinaryReader, field: Field, wireType: WireType, out: Decoded, depth: number): void {
    const [name, kind] = field;
    switch (kind) {
      case "integer":
        expect(wireType, WireType.Varint, name);
        out[name] = Number(reader.int64());
        return;
      case "float":
        expect(wireType, WireType.Bit32, name);
        out[name] = reader.float();
        return;
      case "integers":
      case "unsigneds":
      case "floats":
      case "doubles":
        out[name] ??= new NumberList();
        this.numbers(reader, kind, wireType, out[name] as NumberList, name);
        return;
      default:
        expect(wireType, WireType.LengthDelimited, name);
        this.delimited(reader, field, out, depth);
    }
  }

  private delimited(reader: BinaryReader, field: Field, out: Decoded, depth: number): void {
    const [name, kind] = field;
    if (kind === "message" || kind === "messages") {
      const value = this.message(new BinaryReader(reader.bytes()), field[2]!(), depth + 1);
      if (kind === "message") out[name] = value;
      else push(out, name, value);
      return;
    }
    this.messages.take(1);
    if (kind === "string") out[name] = reader.string();
    else if (kind === "bytes") out[name] = reader.bytes();
    else push(out, name, kind === "strings" ? reader.string() : reader.bytes());
  }

  private numbers(reader: BinaryReader, kind: ListKind, wireType: WireType, list: NumberList, name: string): void {
    const single = kind === "floats" ? WireType.Bit32 : kind === "doubles" ? WireType.Bit64 : WireType.Varint;
    if (wireType === single) {
      this.elements.take(1);
      list.push(oneNumber(reader, kind));
      return;
    }
    expect(wireType, WireType.LengthDelimited, name);
    const block = reader.bytes();
    const count = kind === "floats" ? block.length / 4 : kind === "doubles" ? block.length / 8 : countVarints(block);
    if (!Number.isInteger(count)) throw new Error(`packed field "${name}" of ${block.length} bytes`);
    this.elements.take(count);
    list.reserve(count);
    const packed = new BinaryReader(block);
    for (let k = 0; k < count; k++) list.push(oneNumber(packed, kind));
    if (packed.pos !== packed.len) throw new Error(`packed field "${name}" ends inside a number`);
  }
}

function oneNumber(reader: BinaryReader, kind: ListKind): number {
  if (kind === "floats") return reader.float();
  if (kind === "doubles") return reader.double();
  return Number(kind === "unsigneds" ? reader.uint64() : reader.int64());
}

function countVarints(block: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < block.length; k++) if (block[k]! < 0x80) count++;
  return count;
}

function push(out: Decoded, name: string, value: unknown): void {
  const list = out[name] as unknown[] | undefined;
  if (list === undefined) out[name] = [value];
  else list.push(value);
}

function expect(found: WireType, wanted: WireType, name: string): void {
  if (found !== wanted) throw new Error(`field "${name}" has wire type ${found} instead of ${wanted}`);
}
