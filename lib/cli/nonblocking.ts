import { BrokenPipe } from "../platform/errors.ts";
import { openLibrary } from "../platform/foreign.ts";
import { OS } from "../platform/system.ts";
import type { Stream } from "./output.ts";

/** The C library, the flag of files that do not wait, and the call to get it. */
const SYSTEMS: Readonly<
  Record<string, { readonly library: string; readonly nonblocking: number }>
> = {
  darwin: { library: "libSystem.B.dylib", nonblocking: 0x4 },
  linux: { library: "libc.so.6", nonblocking: 0x800 },
};

const GET_FLAGS = 3;
const WRITABLE = 4;
const PATIENCE_MS = 1000;
const MOST_FAILURES = 3;

/**
 * A stream on a file descriptor that does not wait for its reader, as some
 * programs hand it to those they start: it waits all the same. Deno's own
 * streams fail there, and do not tell how much was written.
 *
 * @returns undefined where the descriptor waits by itself, or on Windows
 */
export function nonblockingStream(descriptor: number): Stream | undefined {
  const system = SYSTEMS[OS];
  if (system === undefined) return undefined;
  const { symbols: c } = openLibrary(system.library, {
    fcntl: { parameters: ["i32", "i32"], result: "i32" },
    poll: { parameters: ["buffer", "u32", "i32"], result: "i32" },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  });
  const flags = c.fcntl(descriptor, GET_FLAGS);
  if (flags < 0 || (flags & system.nonblocking) === 0) return undefined;
  const isReady = (): boolean => {
    const asked = new DataView(new ArrayBuffer(8));
    asked.setInt32(0, descriptor, true);
    asked.setInt16(4, WRITABLE, true);
    c.poll(new Uint8Array(asked.buffer), 1, PATIENCE_MS);
    return asked.getInt16(6, true) !== 0;
  };
  return {
    writeSync(bytes) {
      for (let failures = 0; failures < MOST_FAILURES;) {
        const count = Number(
          c.write(
            descriptor,
            bytes as Uint8Array<ArrayBuffer>,
            BigInt(bytes.length),
          ),
        );
        if (count >= 0) return count;
        // What is ready and fails none the less has a reader no more.
        if (isReady()) failures++;
      }
      throw new BrokenPipe("nobody reads any more");
    },
  };
}
