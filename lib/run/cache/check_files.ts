import { PipelineError } from "../../dsl/error.ts";
import { encodeData } from "../../plan/encode.ts";
import type { Settled } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import { type Facts, filesOf } from "./facts.ts";

/**
 * Makes sure that the files a node reads are still those of its key.
 *
 * @throws {PipelineError} when they changed
 */
export function checkFiles(
  { node, manifest }: Settled,
  { store, facts }: { readonly store: Store; readonly facts: Facts },
): void {
  if (Object.keys(manifest.files).length === 0) return;
  const { directory } = facts;
  const now = filesOf(node, { directory, memos: store.memos }) ?? {};
  if (encodeData(now) === encodeData(manifest.files)) return;
  throw new PipelineError(
    "stage",
    `the files it reads changed meanwhile, so its result was not stored; run again`,
    { node: node.name },
  );
}
