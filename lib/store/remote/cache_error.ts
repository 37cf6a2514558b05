/** A request that failed, or an answer that cannot be what was asked for. */
export class CacheError extends Error {
  /** Class name, for printing. */
  override readonly name = "CacheError";
  /** Whether the same request may go well a moment later. */
  readonly transient: boolean;
  /** Whether the cache says that it will not serve such requests. */
  readonly refused: boolean;

  /** Says what went wrong, as the end of a sentence. */
  constructor(
    message: string,
    options: { transient?: boolean; refused?: boolean } = {},
  ) {
    super(message);
    this.transient = options.transient ?? false;
    this.refused = options.refused ?? false;
  }
}
