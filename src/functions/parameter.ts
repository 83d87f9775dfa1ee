/** Refuses a parameter that the named function cannot be bounded for. */
export function refuse(name: string, parameter: string, value: number, requirement: string): never {
  throw new RangeError(`${name}: ${parameter} is ${value}, but must be ${requirement}`);
}

export function requireFinite(name: string, parameters: Readonly<Record<string, number>>): void {
  for (const [parameter, value] of Object.entries(parameters)) {
    if (!Number.isFinite(value)) refuse(name, parameter, value, "finite");
  }
}
