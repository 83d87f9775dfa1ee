/** How a problem can be solved; "auto" chooses by the problem, or runs both at once. */
export const ENGINES = ["reduced", "highs", "external", "auto"] as const;

export type EngineName = (typeof ENGINES)[number];
