import { openLibrary } from "../../../platform/foreign.ts";
import {
  standardError,
  standardInput,
  standardOutput,
  type SyncWriter,
} from "../../../platform/streams.ts";
import { OS } from "../../../platform/system.ts";

/**
 * The two ways between a worker and its driver.
 *
 * They come in as standard input and output, where a stage, a native library
 * or a program that a stage starts would read and write too. So they are moved
 * out of everyone's reach first: what is then written on standard output goes
 * where standard error goes, and standard input is empty.
 */
export interface Channel {
  /** What the driver sends, until it closes its end. */
  read(): AsyncIterable<Uint8Array>;
  /** Sends bytes to the driver, all at once; false when it is gone. */
  write(bytes: Uint8Array): boolean;
  /** Writes bytes on standard error; false when that was closed. */
  mark(bytes: Uint8Array): boolean;
}

/** The C library's calls, by operating system. */
const LIBRARIES: Readonly<Record<string, string>> = {
  darwin: "libSystem.B.dylib",
  linux: "libc.so.6",
};

const CHUNK = 65_536;
const CLOSE_ON_EXEC = 0o2000000;

/** Takes standard input and output away; on Windows they stay what they are. */
export function openChannel(): Channel {
  const library = LIBRARIES[OS];
  return library === undefined ? standardStreams() : privateStreams(library);
}

function privateStreams(library: string): Channel {
  const { symbols: c } = openLibrary(library, {
    dup: { parameters: ["i32"], result: "i32" },
    dup2: { parameters: ["i32", "i32"], result: "i32" },
    open: { parameters: ["buffer", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
    read: {
      parameters: ["i32", "buffer", "usize"],
      result: "isize",
      nonblocking: true,
    },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  });
  const [input, output, errors] = [0, 1, 2].map((of) => c.dup(of)) as [
    number,
    number,
    number,
  ];
  keepFromPrograms(library, [input, output, errors]);
  const nothing = c.open(new TextEncoder().encode("/dev/null\0"), 0);
  c.dup2(nothing, 0);
  c.close(nothing);
  c.dup2(2, 1);
  const writeAll = (to: number, bytes: Uint8Array): boolean => {
    for (let at = 0; at < bytes.length;) {
      const rest = bytes.subarray(at) as Uint8Array<ArrayBuffer>;
      const count = Number(c.write(to, rest, BigInt(rest.length)));
      if (count <= 0) return false;
      at += count;
    }
    return true;
  };
  return {
    async *read() {
      const buffer = new Uint8Array(CHUNK);
      for (;;) {
        const count = Number(await c.read(input, buffer, BigInt(CHUNK)));
        if (count <= 0) return;
        yield buffer.subarray(0, count);
      }
    },
    write: (bytes) => writeAll(output, bytes),
    mark: (bytes) => writeAll(errors, bytes),
  };
}

/**
 * Keeps descriptors from the programs that a stage starts. On macOS they get
 * them: the call that prevents it takes its arguments in a way that cannot be
 * declared. There they would have to guess the number to do harm.
 */
function keepFromPrograms(library: string, descriptors: number[]): void {
  if (OS !== "linux") return;
  const { symbols: c } = openLibrary(library, {
    dup: { parameters: ["i32"], result: "i32" },
    dup3: { parameters: ["i32", "i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  for (const descriptor of descriptors) {
    const copy = c.dup(descriptor);
    c.dup3(copy, descriptor, CLOSE_ON_EXEC);
    c.close(copy);
  }
}

function standardStreams(): Channel {
  const writeAll = (
    to: SyncWriter,
    bytes: Uint8Array,
  ): boolean => {
    try {
      for (let at = 0; at < bytes.length;) {
        at += to.writeSync(bytes.subarray(at));
      }
      return true;
    } catch {
      return false;
    }
  };
  return {
    read: standardInput,
    write: (bytes) => writeAll(standardOutput(), bytes),
    mark: (bytes) => writeAll(standardError(), bytes),
  };
}
