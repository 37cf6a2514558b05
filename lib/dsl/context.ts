/** How far a stage is, for the progress display. */
export interface Progress {
  /** Units finished, in [0, total]. */
  readonly done: number;
  /** Units in all. */
  readonly total: number;
  /** What one unit is, such as `"step"` or `"image"`. */
  readonly unit?: string;
  /** Current figures worth a glance, such as losses. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Saved state inside one attempt at a node; filed under the node's key. */
export interface Checkpoints {
  /** The newest intact checkpoint of this key, if any. */
  load(): Promise<Uint8Array | undefined>;
  /** True when the interval has passed or a stop was asked for. */
  due(): boolean;
  /** Stores `bytes` durably and replaces the previous checkpoint. */
  save(bytes: Uint8Array): Promise<void>;
}

/** Everything effectful that a stage may touch. */
export interface StageContext {
  /**
   * Root of this node's random streams, derived from the pipeline's seed and
   * the node's `seed` setting only, so that two nodes with the same seed use
   * common random numbers. Zero for a stage without `random`.
   */
  readonly seed: bigint;
  /** Aborted when the run is to stop: save a checkpoint, then `throwIfAborted()`. */
  readonly signal: AbortSignal;
  /** Threads that this attempt may use, at least 1. */
  readonly threads: number;
  /** Name of the tensor engine to use, such as `"onnx"`. */
  readonly engine: string;
  /** Absolute folder against which relative paths in the config resolve. */
  readonly directory: string;
  /** Saved states of this attempt. */
  readonly checkpoints: Checkpoints;
  /** Tells how far the stage is. */
  progress(progress: Progress): void;
  /** Adds a line to the attempt's log. */
  log(message: string): void;
  /** The same, and shows it to who started the run: what should not go unseen. */
  tell(message: string): void;
}
