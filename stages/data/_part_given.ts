import type { PartName } from "./_folder_classes.ts";

/** Later parts are looked at last, so that they keep what several hold. */
const ORDER = { train: 0, validation: 1, test: 2 } as const;

/**
 * Members of parts that folders name. A picture whose like lies in a later part
 * is left out: nothing is both trained on and held out.
 *
 * @param parts Part of each picture
 * @param groups A number for each picture, equal for near-duplicates
 */
export function partGiven(
  parts: readonly PartName[],
  groups: readonly number[],
): { readonly members: Record<PartName, number[]>; readonly dropped: number } {
  const last = new Map<number, PartName>();
  parts.forEach((part, at) => {
    const group = groups[at]!;
    const before = last.get(group);
    if (before === undefined || ORDER[part] > ORDER[before]) {
      last.set(group, part);
    }
  });
  const members: Record<PartName, number[]> = {
    train: [],
    validation: [],
    test: [],
  };
  let dropped = 0;
  parts.forEach((part, at) => {
    if (last.get(groups[at]!) === part) members[part].push(at);
    else dropped++;
  });
  return { members, dropped };
}
