import type { Data } from "./canonical.ts";
import type { Manifest } from "./manifest.ts";

/** One leaf in which two manifests differ. */
export interface Change {
  /** Where, such as `["config", "width"]` or `["inputs", "rows", "width=8"]`. */
  readonly path: readonly string[];
  /** Absent when the leaf is new. */
  readonly before?: Data;
  /** Absent when the leaf is gone. */
  readonly after?: Data;
}

/**
 * Names every leaf in which two manifests differ; empty for equal manifests.
 *
 * @example
 * ```ts
 * import { diffManifests } from "./diff.ts";
 * import type { Manifest } from "./manifest.ts";
 *
 * const before: Manifest = {
 *   schema: 1, stage: "demo", version: 1, code: "built-in",
 *   config: { width: 8 }, files: {}, seed: null, inputs: {}, outputs: {},
 *   numerics: null, salt: "",
 * };
 * const [change] = diffManifests(before, { ...before, config: { width: 16 } });
 * console.assert(change?.path.join(".") === "config.width");
 * ```
 */
export function diffManifests(before: Manifest, after: Manifest): Change[] {
  return diffData(before as unknown as Data, after as unknown as Data);
}

/** Names every leaf in which two plain values differ; empty for equal ones. */
export function diffData(before: Data, after: Data): Change[] {
  const changes: Change[] = [];
  compare(before, after, { path: [], changes });
  return changes;
}

interface Walk {
  readonly path: readonly string[];
  readonly changes: Change[];
}

function compare(
  before: Data | undefined,
  after: Data | undefined,
  { path, changes }: Walk,
): void {
  if (before === after) return;
  if (before === undefined) {
    changes.push({ path, after: after! });
  } else if (after === undefined) {
    changes.push({ path, before });
  } else if (isLabelled(before) && isLabelled(after)) {
    compareLabelled(before, after, { path, changes });
  } else if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) {
      changes.push({ path, before, after });
      return;
    }
    before.forEach((item, i) =>
      compare(item, after[i], { path: [...path, String(i)], changes })
    );
  } else if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort()) {
      compare(before[key], after[key], { path: [...path, key], changes });
    }
  } else {
    changes.push({ path, before, after });
  }
}

type Labelled = { readonly many: readonly (readonly [string, Data])[] };

function compareLabelled(
  before: Labelled,
  after: Labelled,
  { path, changes }: Walk,
): void {
  const count = changes.length;
  compare(Object.fromEntries(before.many), Object.fromEntries(after.many), {
    path,
    changes,
  });
  if (changes.length > count) return;
  const order = ({ many }: Labelled) => many.map(([label]) => label);
  compare(order(before), order(after), { path: [...path, "order"], changes });
}

function isLabelled(value: Data): value is Data & Labelled {
  return isRecord(value) && Array.isArray(value.many) &&
    Object.keys(value).length === 1 &&
    value.many.every((pair) => Array.isArray(pair) && pair.length === 2);
}

function isRecord(
  value: Data,
): value is { readonly [key: string]: Data } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
