import type { Data } from "./canonical.ts";
import { type Change, diffManifests } from "./diff.ts";
import { BUILT_IN, type Manifest } from "./manifest.ts";

/** Why a node is not simply up to date. */
export interface Reason {
  readonly cue: CueName;
  /** One short phrase without a full stop, such as `"config.width 8 → 16"`. */
  readonly text: string;
}

/** What the cues look at: data only. */
export interface CueFacts {
  /** What the node's result would be made from now. */
  readonly manifest: Manifest;
  /** Manifest of this node's last result, whatever its key. */
  readonly previous: Manifest | undefined;
  /** Whether the user asked for it whatever is recorded. */
  readonly forced: boolean;
  /** Whether a result of exactly this manifest was recorded. */
  readonly recorded: boolean;
  /** Ports of that result whose bytes are gone or damaged. */
  readonly missing: readonly string[];
  /** Project files behind a code digest: path to digest. */
  readonly modules: (
    code: string,
  ) => Readonly<Record<string, string>> | undefined;
}

/** The facts, with what changed since a result that does not count any more. */
interface Compared extends CueFacts {
  /** Every leaf in which the manifests differ; none without a previous one. */
  readonly changes: readonly Change[];
}

/** A pure predicate that explains itself when it holds. */
type Cue = (facts: Compared) => readonly string[];

/** In the order in which they are reported. */
const CUES = {
  forced: forcedCue,
  missing: missingCue,
  never: neverCue,
  version: versionCue,
  code: codeCue,
  config: configCue,
  files: filesCue,
  seed: seedCue,
  inputs: inputsCue,
  outputs: outputsCue,
  numerics: numericsCue,
  salt: saltCue,
  removed: removedCue,
} as const satisfies Record<
  Exclude<CueName, "upstream" | "corrupt">,
  Cue
>;

/** What can make a node run, as plans name it. */
export type CueName =
  | "forced"
  | "missing"
  | "never"
  | "version"
  | "code"
  | "config"
  | "files"
  | "seed"
  | "inputs"
  | "outputs"
  | "numerics"
  | "salt"
  | "removed"
  /** Waits for a node that has to run first. */
  | "upstream"
  /** Its artifact was found damaged while another node read it. */
  | "corrupt";

/**
 * Says why a node has to run; empty when its recorded result stands.
 *
 * @example
 * ```ts
 * import { staleness } from "./cues.ts";
 *
 * const manifest = {
 *   schema: 1, stage: "demo", version: 1, code: "built-in", config: {},
 *   files: {}, seed: null, inputs: {}, outputs: {}, numerics: null, salt: "",
 * };
 * const [reason] = staleness({
 *   manifest, previous: undefined, forced: false, recorded: false,
 *   missing: [], modules: () => undefined,
 * });
 * console.assert(reason?.text === "never run");
 * ```
 */
export function staleness(facts: CueFacts): Reason[] {
  const { previous, manifest, recorded } = facts;
  const isStale = !recorded && previous !== undefined;
  const changes = isStale ? diffManifests(previous, manifest) : [];
  const compared: Compared = { ...facts, changes };
  return Object.entries(CUES).flatMap(([cue, holds]) =>
    (holds as Cue)(compared)
      .map((text) => ({ cue: cue as CueName, text }))
  );
}

function forcedCue({ forced }: Compared): string[] {
  return forced ? ["forced"] : [];
}

function missingCue({ recorded, missing }: Compared): string[] {
  if (!recorded || missing.length === 0) return [];
  return [`outputs missing or damaged: ${missing.join(", ")}`];
}

function neverCue({ recorded, previous }: Compared): string[] {
  return recorded || previous !== undefined ? [] : ["never run"];
}

function versionCue(facts: Compared): string[] {
  return changesAt(facts, "version").concat(changesAt(facts, "schema")).map(
    (change) =>
      `${change.path[0]} of stage '${facts.manifest.stage}' ${arrow(change)}`,
  );
}

function codeCue(facts: Compared): string[] {
  const [change] = changesAt(facts, "code");
  if (change === undefined) return [];
  const where = changedModules(facts, change);
  return [
    `code of stage '${facts.manifest.stage}' changed${
      where.length > 0 ? ` (${where.join(", ")})` : ""
    }`,
  ];
}

function changedModules({ modules }: CueFacts, change: Change): string[] {
  if (change.before === BUILT_IN || change.after === BUILT_IN) return [];
  const before = modules(String(change.before));
  const after = modules(String(change.after));
  if (before === undefined || after === undefined) return [];
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).sort();
}

function configCue(facts: Compared): string[] {
  return changesAt(facts, "config").map((change) =>
    `${change.path.join(".")} ${arrow(change)}`
  );
}

function filesCue(facts: Compared): string[] {
  return changesAt(facts, "files").map((change) =>
    `content of ${change.path[1] ?? "files"} changed`
  );
}

function seedCue(facts: Compared): string[] {
  return changesAt(facts, "seed").map((change) =>
    `pipeline seed ${arrow(change)}`
  );
}

function inputsCue(facts: Compared): string[] {
  const names = changesAt(facts, "inputs").map((change) => {
    const [, slot, label] = change.path;
    const isLabel = label !== undefined && !isIdentityField(label);
    return isLabel ? `${slot}[${label}]` : slot!;
  });
  const changed = [...new Set(names)];
  if (changed.length === 0) return [];
  const shown = changed.slice(0, 3).join(", ");
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : "";
  return [`input ${shown}${more} changed`];
}

function isIdentityField(name: string): boolean {
  return name === "digest" || name === "kind" || name === "kindVersion";
}

function outputsCue(facts: Compared): string[] {
  return changesAt(facts, "outputs").map((change) =>
    `kind of output ${change.path[1]} ${arrow(change)}`
  );
}

function numericsCue(facts: Compared): string[] {
  return changesAt(facts, "numerics").map((change) =>
    `tensor arithmetic ${arrow(change)}`
  );
}

function saltCue(facts: Compared): string[] {
  return changesAt(facts, "salt").map(() => "salt changed");
}

function removedCue({ recorded, previous, changes }: Compared): string[] {
  if (recorded || previous === undefined) return [];
  return changes.length === 0 ? ["its result was removed from the store"] : [];
}

function changesAt({ changes }: Compared, field: keyof Manifest): Change[] {
  return changes.filter(({ path }) => path[0] === field);
}

function arrow(change: Change): string {
  return `${show(change.before)} → ${show(change.after)}`;
}

function show(value: Data | undefined): string {
  if (value === undefined) return "unset";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
