import { type OpenFile, openSync } from "../platform/files.ts";
import type { Store } from "../store/mod.ts";
import { type FoundLog, logIn, runningLog } from "../query/find_log.ts";

const POLL_MS = 200;

/**
 * Passes on the log of an attempt while it grows, until the attempt ends.
 *
 * @param found A log as it was found
 * @param options Opens the store anew for each look, so that what other
 * processes noted meanwhile is seen; receives the text
 */
export async function followLog(
  found: FoundLog,
  { open, write }: { open: () => Store; write: (text: string) => void },
): Promise<void> {
  const decoder = new TextDecoder();
  let file: OpenFile | undefined;
  try {
    for (let isOver = found.status !== "running";;) {
      file ??= openIfThere(found.path);
      if (file !== undefined) pump(file, { decoder, write });
      if (isOver) break;
      await new Promise((done) => setTimeout(done, POLL_MS));
      using store = open();
      isOver = hasEnded(store, found);
    }
    if (file !== undefined) return;
    // It ended before it was seen: the text lies where the attempt is noted.
    using store = open();
    file = openIfThere(logIn(store, found.run, found.node)?.path);
    if (file !== undefined) pump(file, { decoder, write });
  } finally {
    file?.close();
  }
}

/**
 * Whether an attempt has ended: its run has, another attempt took its place,
 * or its result was noted.
 */
function hasEnded(store: Store, { run, node, path }: FoundLog): boolean {
  if (!store.live.isLive(run)) return true;
  const running = runningLog(store, run, node);
  if (running !== undefined) return basename(running) !== basename(path);
  const now = logIn(store, run, node);
  return now?.status !== "running" || basename(now.path) !== basename(path);
}

function basename(path: string | undefined): string | undefined {
  return path?.split(/[\\/]/).at(-1);
}

/** A log that is published or removed meanwhile can still be read to its end. */
function openIfThere(path: string | undefined): OpenFile | undefined {
  if (path === undefined) return undefined;
  try {
    return openSync(path);
  } catch {
    return undefined;
  }
}

function pump(
  file: OpenFile,
  { decoder, write }: { decoder: TextDecoder; write: (text: string) => void },
): void {
  const buffer = new Uint8Array(64 * 1024);
  for (;;) {
    const count = file.readSync(buffer);
    if (count === null) return;
    write(decoder.decode(buffer.subarray(0, count), { stream: true }));
  }
}
