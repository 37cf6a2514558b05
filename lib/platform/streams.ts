/** A stream that takes bytes at once. */
export interface SyncWriter {
  /** Writes bytes, and tells how many it took. */
  writeSync(bytes: Uint8Array): number;
}

/** What this process is sent. */
export function standardInput(): ReadableStream<Uint8Array> {
  return Deno.stdin.readable;
}

/** Where this process writes what it gives. */
export function standardOutput(): SyncWriter {
  return Deno.stdout;
}

/** Where this process writes what it has to say besides. */
export function standardError(): SyncWriter {
  return Deno.stderr;
}
