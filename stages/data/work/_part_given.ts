import type { PartName } from "./folder_classes.ts";

/** Later parts are looked at last, so that they keep what several hold. */
const ORDER = { train: 0, validation: 1, test: 2 } as const;

/**
 * Members of parts that folders name. A picture whose like lies in a later part
 * is left out: nothing is both trained on and held out.
 *
 * @param items Any numbers for the pictures
 * @param options `partOf` a picture; `groupOf` it, equal for near-duplicates
 */
export function partGiven(
  items: readonly number[],
  { partOf, groupOf }: {
    readonly partOf: (item: number) => PartName;
    readonly groupOf: (item: number) => number;
  },
): { readonly members: Record<PartName, number[]>; readonly dropped: number } {
  const last = new Map<number, PartName>();
  for (const item of items) {
    const [part, before] = [partOf(item), last.get(groupOf(item))];
    if (before === undefined || ORDER[part] > ORDER[before]) {
      last.set(groupOf(item), part);
    }
  }
  const members: Record<PartName, number[]> = {
    train: [],
    validation: [],
    test: [],
  };
  let dropped = 0;
  for (const item of items) {
    const part = partOf(item);
    if (last.get(groupOf(item)) === part) members[part].push(item);
    else dropped++;
  }
  return { members, dropped };
}
