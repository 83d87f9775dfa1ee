/** What a solver thread is asked for. `session` numbers the models it holds; `sequence` the answers. */
export interface ThreadRequest {
  readonly sequence: number;
  readonly session: number;
  readonly kind: "run" | "dispose";
  /** A whole model to load; null where the thread has it already. */
  readonly model: ThreadModel | null;
  readonly rows: ThreadRows | null;
  readonly costs: { readonly values: Float64Array; readonly offset: number } | null;
  readonly bounds: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
  readonly options: ThreadOptions | null;
}

export interface ThreadModel {
  readonly costs: Float64Array;
  readonly offset: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly integrality: Int32Array;
  /** The lower triangle of a quadratic objective's matrix by columns; null without one. */
  readonly hessian: ThreadHessian | null;
}

export interface ThreadHessian {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Rows to append, compressed. */
export interface ThreadRows {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

export interface ThreadOptions {
  readonly settings: Readonly<Record<string, boolean | number | string>>;
  readonly start: Float64Array | null;
  readonly hasListener: boolean;
}

/** What a solver thread answers: `progress` any number of times, then one of the others. */
export interface ThreadAnswer {
  readonly sequence: number;
  readonly progress?: ThreadProgress | undefined;
  readonly error?: string | undefined;
  readonly result?: ThreadResult | undefined;
}

export interface ThreadProgress {
  readonly nodes: number;
  readonly bound: number;
  readonly objective: number;
  readonly point: Float64Array | null;
}

export interface ThreadResult {
  readonly modelStatus: number;
  /** Whether the point is feasible, as far as the solver can tell. */
  readonly hasPoint: boolean;
  readonly point: Float64Array;
  readonly rowDuals: Float64Array;
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
}

/** What a solver thread is started with. */
export interface ThreadData {
  /** Where the package lies. */
  readonly path: string;
  readonly wasmModule: CompiledModule;
  /** One number; the thread stops what it runs when it is not 0. */
  readonly flags: Int32Array;
}

/** A compiled WebAssembly module; the type library of node does not know them. */
export type CompiledModule = object;
