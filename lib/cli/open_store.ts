import { PipelineError } from "../dsl/error.ts";
import { Store } from "../store/mod.ts";

/**
 * Opens a store that must exist, for reading.
 *
 * @param directory Absolute folder of the store
 * @throws {PipelineError} when there is none
 */
export function openForReading(directory: string): Store {
  try {
    Deno.statSync(directory);
  } catch {
    throw new PipelineError(
      "misuse",
      `Cannot open the store at ${directory}: no such folder; name it with --store, or make it with run`,
    );
  }
  return Store.open(directory, { readonly: true });
}
