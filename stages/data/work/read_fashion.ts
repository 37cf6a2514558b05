import { resolve } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { type IdxOptions, readIdxSet } from "./_read_idx_set.ts";

const CLASSES = [
  "T-shirt",
  "trousers",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

/** Reads the pictures of `data.fashionMnist`. */
export async function readFashion(
  options: IdxOptions & { readonly path: string },
  ctx: StageContext,
) {
  return await readIdxSet(resolve(ctx.directory, options.path), {
    options,
    name: "Fashion-MNIST",
    classes: CLASSES,
    ctx,
  });
}
