import type { Change } from "../plan/mod.ts";

/** A changed leaf of a manifest in one line: `"config.width: 8 → 16"`. */
export function changeText({ path, before, after }: Change): string {
  const where = path.join(".");
  if (before === undefined) return `${where}: new, ${show(after)}`;
  if (after === undefined) return `${where}: gone, was ${show(before)}`;
  return `${where}: ${show(before)} → ${show(after)}`;
}

/** Digests are cut: their beginning tells them apart. */
function show(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /\b([0-9a-f]{12})[0-9a-f]{52}\b/g,
    "$1",
  );
}
