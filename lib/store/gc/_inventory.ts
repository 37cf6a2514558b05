import type { Outputs } from "../../plan/record.ts";
import type { Store } from "../store.ts";

/** Blobs of each recorded action, by key. */
export type Inventory = ReadonlyMap<string, readonly string[]>;

/**
 * Lists every recorded action with the digests of its outputs and log. Index
 * and files are joined: what only one of them knows counts as well.
 */
export function takeInventory(store: Store): Inventory {
  const inventory = new Map<string, readonly string[]>();
  for (const { key, outputs, log } of store.actions.rows()) {
    inventory.set(key, digestsOf(outputs, log));
  }
  for (const key of store.actions.keys()) {
    if (inventory.has(key)) continue;
    const record = store.action(key);
    if (record === undefined) continue;
    inventory.set(key, digestsOf(record.outputs, record.log));
  }
  return inventory;
}

function digestsOf(outputs: Outputs, log: string | null): string[] {
  const digests = Object.values(outputs).map(({ digest }) => digest);
  return log === null ? digests : [...digests, log];
}
