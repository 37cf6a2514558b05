import { permissionFlags, type Permissions } from "./permission_flags.ts";

/** What stages may touch besides reading, and writing to the store. */
export type StagePermissions = Permissions & {
  /** Programs that stages may start. */
  readonly run: readonly string[];
  /**
   * Environment variables that stages may not read, such as the one with the
   * secret of a cache.
   */
  readonly hidden?: readonly string[];
};

/** What stages may touch where no settings say more. */
export const NO_PERMISSIONS: StagePermissions = { write: [], net: [], run: [] };

/**
 * The flags of `deno run` for a worker.
 *
 * @param store Absolute folder of the store
 */
export function workerFlags(
  store: string,
  { write, net, run, hidden = [] }: StagePermissions,
): string[] {
  const names = hidden.filter((name) => /^\w+$/.test(name));
  return [
    ...permissionFlags({ write: [store, ...write], net, run }),
    // What a module imports comes over the network too.
    net.length === 0 ? "--no-remote" : `--allow-import=${net.join(",")}`,
    ...names.length === 0 ? [] : [`--deny-env=${names.join(",")}`],
  ];
}
