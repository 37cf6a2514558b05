import { PipelineError } from "../dsl/error.ts";

const NO_SPACE = /ENOSPC|EDQUOT|No space left|database or disk is full/i;
const READ_ONLY =
  /EROFS|EACCES|EPERM|Read-only file system|readonly database|Permission denied/i;
const BUSY = /database is locked/i;
const DAMAGED =
  /malformed|not a database|no such (table|column)|unsupported file format|disk I\/O error/i;

/**
 * Turns a failed read or write of the store into one sentence with a remedy.
 *
 * @param cause What was thrown
 * @param directory Folder of the store
 */
export function storeFailure(cause: unknown, directory: string): PipelineError {
  if (cause instanceof PipelineError) return cause;
  const text = describeError(cause);
  const sentence = NO_SPACE.test(text)
    ? `Cannot write to the store at ${directory}: no space is left on the device; free some space or choose another folder with --store, then run again (finished nodes are kept)`
    : READ_ONLY.test(text)
    ? `Cannot write to the store at ${directory}: it is read-only; choose another folder with --store or make this one writable`
    : BUSY.test(text)
    ? `Cannot write to the store at ${directory}: another process has kept its index locked; end that process or wait for it, then run again`
    : DAMAGED.test(text)
    ? `Cannot read the store at ${directory}: its index is damaged; remove index.sqlite there, it is rebuilt from the action records`
    : `Cannot use the store at ${directory}: ${text}`;
  return new PipelineError("store", sentence, { cause });
}

/** Whether a failure means that nothing can be written here. */
export function isReadOnly(error: unknown): boolean {
  return READ_ONLY.test(describeError(error));
}

/** Whether a failure means that another process holds the index. */
export function isBusy(error: unknown): boolean {
  return BUSY.test(describeError(error));
}

/** Whether a failure means that the index is no intact SQLite file. */
export function isDamaged(error: unknown): boolean {
  return DAMAGED.test(describeError(error));
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === "string" && !error.message.includes(code)
    ? `${error.message} (${code})`
    : error.message;
}
