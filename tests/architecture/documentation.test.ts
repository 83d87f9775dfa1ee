import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { roomOf } from "./import-rules.js";
import { ROOT, sourceFiles } from "./sources.js";

const rooms = [...new Set(sourceFiles("src").map((file) => roomOf(file.path)))].filter((room) => room !== null);
const architecture = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");

test("there are rooms to document", () => {
  expect(rooms.length).toBeGreaterThan(5);
});

test.each(rooms)("docs/architecture.md has a section on src/%s", (room) => {
  expect(architecture).toMatch(new RegExp(`^#+ .*\`${room}/\``, "m"));
});

test.each(["README.md", "docs/architecture.md", "docs/promises.md", "docs/formats.md", "CONTRIBUTING.md"])(
  "every relative link of %s leads to a file",
  (document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const folder = join(ROOT, document, "..");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
      expect(() => readFileSync(join(folder, target)), `${document} links to ${target}`).not.toThrow(/ENOENT/);
    }
  },
);
