/**
 * What a Deno process may do besides what all of Senzai's may: read files and
 * environment variables, ask about the machine, and load native libraries.
 */
export interface Permissions {
  /** Absolute paths that it may write to, with everything below them. */
  readonly write: readonly string[];
  /** Hosts, with ports or without, that it may reach. */
  readonly net: readonly string[];
  /** Programs that it may start, or all. */
  readonly run: readonly string[] | "all";
}

/**
 * The flags of `deno run` that grant permissions, and nothing more.
 *
 * Deno's flags separate paths by commas and know no escape: where a path that
 * may be written to has a comma in its name, writing is allowed everywhere.
 *
 * @example
 * ```ts
 * import { permissionFlags } from "./permission_flags.ts";
 *
 * const flags = permissionFlags({ write: ["/store"], net: [], run: [] });
 * console.assert(flags.includes("--allow-write=/store"));
 * console.assert(!flags.some((flag) => flag.startsWith("--allow-net")));
 * ```
 */
export function permissionFlags({ write, net, run }: Permissions): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    "--allow-env",
    "--allow-sys",
    "--allow-ffi",
    ...pathFlags("--allow-write", write),
    ...listFlags("--allow-net", net),
    ...run === "all" ? ["--allow-run"] : pathFlags("--allow-run", run),
  ];
}

function pathFlags(flag: string, paths: readonly string[]): string[] {
  return paths.some((path) => path.includes(","))
    ? [flag]
    : listFlags(flag, paths);
}

/** A flag without a list would allow everything, so no items are no flag. */
function listFlags(flag: string, items: readonly string[]): string[] {
  const named = items.filter((item) => item !== "");
  return named.length === 0 ? [] : [`${flag}=${named.join(",")}`];
}
