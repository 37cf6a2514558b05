import { dirname, resolve } from "node:path";
import type { RunOptions } from "../run/driver/options.ts";
import type { Settings } from "./settings.ts";

/**
 * What settings allow stages to touch; folders are relative to the file with
 * the settings.
 */
export function stagePermissions(
  { path, permissions, cache }: Settings,
): NonNullable<RunOptions["permissions"]> {
  const { write, net, run } = permissions;
  const folder = dirname(path ?? "");
  return {
    write: write.map((each) => resolve(folder, each)),
    net,
    run,
    hidden: cache?.secret === undefined ? [] : [cache.secret],
  };
}
