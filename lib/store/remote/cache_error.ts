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

/**
 * Lets answers pass that say whether something is there, or was put.
 *
 * @throws {CacheError} on any other status
 */
export function checkStatus(method: string, status: number): void {
  if (status >= 200 && status < 300) return;
  if (method !== "PUT" && (status === 404 || status === 410)) return;
  const refused = [401, 403, 405, 501].includes(status);
  const transient = [408, 425, 429].includes(status) ||
    status >= 500 && status !== 501 && status !== 507;
  throw new CacheError(`it answered ${status} to ${method}`, {
    refused,
    transient,
  });
}

/** What a failed request comes to; networks may fail for a moment. */
export function toCacheError(cause: unknown): CacheError {
  if (cause instanceof CacheError) return cause;
  const text = cause instanceof Error
    ? `${cause.message} ${(cause.cause as Error | undefined)?.message ?? ""}`
    : String(cause);
  const known =
    /connection refused|connection reset|connection closed|dns error|certificate/i
      .exec(text)?.[0].toLowerCase();
  return new CacheError(known ?? "the connection broke", { transient: true });
}
