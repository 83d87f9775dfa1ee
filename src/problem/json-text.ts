import { InputError, quote } from "./input-error.js";

/**
 * JSON (RFC 8259) read with the position of an error, which JSON.parse does not always give, and with repeated keys refused,
 * of which JSON.parse silently keeps the last.
 */

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings have none
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const MAX_DEPTH = 200;

/** The value of a JSON text. @throws InputError naming line, column and what was found. */
export function parseJson(text: string): unknown {
  return new JsonText(text).document();
}

class JsonText {
  private index = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    if (this.text.charCodeAt(0) === 0xfeff) this.index = 1;
    const value = this.value();
    this.skipSpace();
    if (this.index < this.text.length) this.fail("expected the end of the file");
    return value;
  }

  private value(): unknown {
    this.skipSpace();
    switch (this.text[this.index]) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.array());
      case '"':
        return this.string();
      default: {
        const word = this.match(WORD);
        if (word !== null) return JSON.parse(word);
        const number = this.match(NUMBER);
        if (number !== null) return Number(number);
        return this.fail("expected a value");
      }
    }
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    const value = read();
    this.depth--;
    return value;
  }

  private object(): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.index++;
    if (this.next("}")) return {};
    do {
      this.skipSpace();
      const start = this.index;
      const key = this.string();
      if (entries.has(key)) this.fail(`the key ${quote(key)} is there twice`, start);
      if (!this.next(":")) this.fail('expected ":"');
      entries.set(key, this.value());
    } while (this.next(","));
    if (!this.next("}")) this.fail('expected "," or "}"');
    return Object.fromEntries(entries);
  }

  private array(): unknown[] {
    const items: unknown[] = [];
    this.index++;
    if (this.next("]")) return items;
    do items.push(this.value());
    while (this.next(","));
    if (!this.next("]")) this.fail('expected "," or "]"');
    return items;
  }

  private string(): string {
    const token = this.match(STRING);
    return token === null ? this.fail("expected a string in double quotes") : JSON.parse(token);
  }

  private next(symbol: string): boolean {
    this.skipSpace();
    if (this.text[this.index] !== symbol) return false;
    this.index++;
    return true;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.index += found[0].length;
    return found[0];
  }

  private fail(what: string, at = this.index): never {
    const before = this.text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    const found = at < this.text.length ? quote(this.text.slice(at, at + 20).split("\n")[0]) : "the end of the file";
    throw new InputError(`not valid JSON at line ${line}, column ${column}: ${what}, found ${found}`);
  }
}
