/** A position in a file that a user wrote. */
export interface Place {
  /** Path as the user wrote it. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** What kind of failure a {@linkcode PipelineError} is; decides the exit code. */
export type ErrorCode =
  /** Bad pipeline, flag or argument: exit 2. */
  | "misuse"
  /** A stage failed: exit 1. */
  | "stage"
  /** The store cannot be read or written: exit 1. */
  | "store"
  /** The machine lacks something: exit 1. */
  | "environment"
  /** The user asked to stop: exit 130. */
  | "interrupted";

const EXIT_CODES = {
  misuse: 2,
  stage: 1,
  store: 1,
  environment: 1,
  interrupted: 130,
} as const satisfies Record<ErrorCode, number>;

/**
 * The one family of errors that callers of the runner and the command line
 * catch. The message is one sentence with the remedy; `place` and `node` say
 * where.
 */
export class PipelineError extends Error {
  /** Class name, for printing. */
  override readonly name = "PipelineError";
  /** What kind of failure it is; decides the exit code. */
  readonly code: ErrorCode;
  /** Where in a user's file, when it is known. */
  readonly place: Place | undefined;
  /** Name of the node that failed, if one did. */
  readonly node: string | undefined;

  /** Makes an error from one sentence without a full stop. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { place?: Place; node?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.place = options.place;
    this.node = options.node;
  }

  /** Process exit code: 1 failure, 2 misuse, 130 interrupted. */
  get exitCode(): number {
    return EXIT_CODES[this.code];
  }

  /** The sentence with its place in front, as printed to a user. */
  get located(): string {
    if (this.place === undefined) return this.message;
    const { file, line, column } = this.place;
    const at = [file, line, column].filter((part) => part !== undefined);
    return `${at.join(":")}: ${this.message}`;
  }
}
