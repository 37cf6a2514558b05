/** Name of the system: `linux`, `darwin` or `windows`, and rarer ones. */
export const OS: string = Deno.build.os;

/** Name of the processor's architecture, such as `x86_64`. */
export const ARCHITECTURE: string = Deno.build.arch;

/** Processor, system and C library, such as `x86_64-unknown-linux-gnu`. */
export const TARGET: string = Deno.build.target;

/** Bytes of memory: all there is, and what programs could still get. */
export function memory(): {
  readonly total: number;
  readonly available: number;
} {
  return Deno.systemMemoryInfo();
}

/** Versions of the runtime and of its compiler. */
export function versions(): {
  readonly deno: string;
  readonly typescript: string;
} {
  return Deno.version;
}
