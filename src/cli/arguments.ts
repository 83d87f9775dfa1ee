import { InvalidArgumentError } from "commander";

/** A number of at least `least`, from the command line. @throws InvalidArgumentError (exit code 1) */
export function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= least)) throw new InvalidArgumentError(`Expected a number of at least ${least}.`);
    return value;
  };
}

/** A whole number of at least `least`, from the command line. @throws InvalidArgumentError (exit code 1) */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    }
    return value;
  };
}
