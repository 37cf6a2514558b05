/** An engine behind the TensorFlow.js API. */
export interface Engine {
  /** One line. */
  readonly summary: string;
  /**
   * Training steps that are worth taking before their metrics are read.
   * Default 1: an engine on the CPU has nothing to wait for.
   */
  readonly stepsACall?: number;
  /** What this machine lacks, and how to get it; undefined when it is here. */
  missing(): Promise<string | undefined>;
  /** Makes it the active backend of TensorFlow.js. */
  use(options: { readonly threads: number }): Promise<void>;
}
