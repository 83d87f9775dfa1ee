/** Letters, digits and underscores; starts with a letter; unlike any other name of its list. */
export function fileNames(names: readonly string[], prefix: string): string[] {
  const taken = new Set<string>();
  return names.map((name, k) => {
    const plain = name.replace(/\[(\d+)\]/g, "_$1").replace(/[^A-Za-z0-9_]/g, "_");
    // An LP file takes e5 or E5 for a number.
    const base = /^[A-DF-Za-df-z]/.test(plain) && plain.length <= 200 ? plain : `${prefix}_${k}`;
    const unique = taken.has(base) ? `${base}_${prefix}${k}` : base;
    taken.add(unique);
    return unique;
  });
}

/** The shortest decimal that is read back as the same float64: at most 17 significant digits. */
export function exactNumber(value: number): string {
  return Object.is(value, -0) ? "0" : String(value);
}
