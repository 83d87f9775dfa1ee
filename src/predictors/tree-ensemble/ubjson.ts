import { OnnxError } from "../../onnx/error.js";

/** Containers within containers. XGBoost's models have about eight. */
const MOST_LEVELS = 64;

/** Bytes of a number by its type marker. */
const WIDTHS: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/**
 * The value in the bytes of a Universal Binary JSON document (draft 12, https://ubjson.org), as JSON.parse would give it: all types, and arrays and
 * objects with a count or with a type and a count. Numbers of high precision become float64.
 * @throws OnnxError with the offset of the byte that is not as expected
 */
export function parseUbjson(bytes: Uint8Array): unknown {
  return new UbjsonReader(bytes).document();
}

class UbjsonReader {
  private offset = 0;
  private level = 0;
  private readonly view: DataView;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(): unknown {
    const value = this.value(this.marker());
    while (this.peek() === "N") this.offset++;
    if (this.offset < this.bytes.length) throw this.malformed("more bytes behind the end of the value");
    return value;
  }

  private value(marker: string): unknown {
    switch (marker) {
      case "Z":
        return null;
      case "T":
        return true;
      case "F":
        return false;
      case "S":
        return this.text(this.count());
      case "C":
        return this.text(1);
      case "H":
        return this.preciseNumber();
      case "[":
        return this.nested(() => this.array());
      case "{":
        return this.nested(() => this.object());
      default:
        return this.number(marker);
    }
  }

  private nested<T>(read: () => T): T {
    if (++this.level > MOST_LEVELS) throw this.malformed(`more than ${MOST_LEVELS} containers within one another`);
    const value = read();
    this.level--;
    return value;
  }

  private array(): unknown[] {
    const { type, count } = this.shape();
    if (count === null) {
      const items: unknown[] = [];
      for (let marker = this.marker(); marker !== "]"; marker = this.marker()) items.push(this.value(marker));
      return items;
    }
    if (type === null) return Array.from({ length: count }, () => this.value(this.marker()));
    return Array.from({ length: count }, () => this.value(type));
  }

  private object(): object {
    const { type, count } = this.shape();
    const entries: [string, unknown][] = [];
    const isEnd = () => (count === null ? this.ends("}") : entries.length === count);
    while (!isEnd()) {
      const key = this.text(this.count());
      entries.push([key, this.value(type ?? this.marker())]);
    }
    // Not by assignment: a key may be __proto__.
    return Object.fromEntries(entries);
  }

  /** What is announced of a container's items: their type, their number. */
  private shape(): { readonly type: string | null; readonly count: number | null } {
    const isTyped = this.peek() === "$";
    if (isTyped) this.offset++;
    const type = isTyped ? this.byte() : null;
    const isCounted = this.peek() === "#";
    if (!isCounted && isTyped) throw this.malformed("a type of items without their number");
    if (!isCounted) return { type, count: null };
    this.offset++;
    const count = this.count();
    // Every item has a byte at least; without one, a few bytes could ask for any amount of memory.
    const width = type === null ? 1 : (WIDTHS[type] ?? ("SHC[{".includes(type) ? 1 : 0));
    if (width === 0 && count > 0)
      throw this.malformed(`items of the type ${JSON.stringify(type)}, which have no bytes`);
    this.require(count * Math.max(1, width));
    return { type, count };
  }

  /** True and past the marker if it is next, fillers aside. */
  private ends(marker: string): boolean {
    while (this.peek() === "N") this.offset++;
    if (this.peek() !== marker) return false;
    this.offset++;
    return true;
  }

  /** A number of bytes or items, not negative. */
  private count(): number {
    const start = this.offset;
    const count = this.number(this.marker());
    if (Number.isInteger(count) && count >= 0) return count;
    this.offset = start;
    throw this.malformed(`a number of bytes or items is ${count}`);
  }

  private number(marker: string): number {
    const width = WIDTHS[marker];
    if (width === undefined) {
      this.offset--;
      throw this.malformed(`${JSON.stringify(marker)} is no type of Universal Binary JSON`);
    }
    this.require(width);
    const { view, offset } = this;
    this.offset += width;
    switch (marker) {
      case "i":
        return view.getInt8(offset);
      case "U":
        return view.getUint8(offset);
      case "I":
        return view.getInt16(offset);
      case "l":
        return view.getInt32(offset);
      case "L":
        return Number(view.getBigInt64(offset));
      case "d":
        return view.getFloat32(offset);
      default:
        return view.getFloat64(offset);
    }
  }

  private preciseNumber(): number {
    const start = this.offset;
    const text = this.text(this.count());
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) return number;
    this.offset = start;
    throw this.malformed(`${JSON.stringify(text.slice(0, 40))} is not a number`);
  }

  private text(length: number): string {
    this.require(length);
    const start = this.offset;
    this.offset += length;
    try {
      return this.decoder.decode(this.bytes.subarray(start, this.offset));
    } catch {
      this.offset = start;
      throw this.malformed("a text that is not UTF-8");
    }
  }

  /** The next marker that is not a filler. */
  private marker(): string {
    let marker = this.byte();
    while (marker === "N") marker = this.byte();
    return marker;
  }

  private byte(): string {
    this.require(1);
    return String.fromCharCode(this.bytes[this.offset++]);
  }

  private peek(): string {
    return this.offset < this.bytes.length ? String.fromCharCode(this.bytes[this.offset]) : "";
  }

  private require(length: number): void {
    const left = this.bytes.length - this.offset;
    if (length > left) throw this.malformed(`${length} more bytes are announced, but ${left} are left`);
  }

  private malformed(what: string): OnnxError {
    return new OnnxError("malformed", `not valid Universal Binary JSON: at byte ${this.offset}, ${what}`);
  }
}
