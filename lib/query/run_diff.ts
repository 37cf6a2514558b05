import {
  type Change,
  type Data,
  diffData,
  diffManifests,
  type Outputs,
} from "../plan/mod.ts";
import type { AttemptRecord, RunRecord, Store } from "../store/mod.ts";

/** A node whose key differs between two runs. */
export interface ChangedNode {
  readonly node: string;
  /** Its key in the first run. */
  readonly a: string;
  /** Its key in the second. */
  readonly b: string;
  /** Leaves of the manifests that differ; null when gc has removed one. */
  readonly changes: readonly Change[] | null;
}

/** An attempt of one of two runs that gave another result than what stands. */
export interface Unstable {
  readonly node: string;
  /** Its key, the same in both runs. */
  readonly key: string;
  /** Run whose attempt differed. */
  readonly run: string;
  /** Digest that stands and digest that the attempt found, by port. */
  readonly ports: Readonly<
    Record<string, { readonly stands?: string; readonly found?: string }>
  >;
}

/** Time that a run spent in a stage. */
export interface StageTime {
  /** Attempts that ran to their end or failed. */
  readonly attempts: number;
  /** Their time together. */
  readonly seconds: number;
}

/** What differs between two runs. */
export interface RunDiff {
  readonly a: RunRecord;
  readonly b: RunRecord;
  /** Runs of which only the executed nodes are known: they never ended. */
  readonly partial: readonly string[];
  /** Pipeline, file, parameters, engine and hardware, where they differ. */
  readonly settings: readonly Change[];
  /** Nodes with the same key. */
  readonly same: number;
  /** Nodes with another key. */
  readonly changed: readonly ChangedNode[];
  /** Nodes that have a result in one run, and failed or did not run in the other. */
  readonly unmade: readonly {
    readonly node: string;
    readonly a: NodeState["status"];
    readonly b: NodeState["status"];
  }[];
  /** Names of nodes that the other run does not have. */
  readonly only: {
    readonly a: readonly string[];
    readonly b: readonly string[];
  };
  /** Nodes of the same key under different names. */
  readonly renamed: readonly { readonly a: string; readonly b: string }[];
  /** Same key, another result. */
  readonly unstable: readonly Unstable[];
  /** Time by stage, longest first. */
  readonly stages: readonly {
    readonly stage: string;
    readonly a: StageTime;
    readonly b: StageTime;
  }[];
}

interface NodeState {
  readonly key: string | undefined;
  readonly status: "made" | AttemptRecord["status"];
}

/** A run with what the store knows of its nodes. */
interface Known {
  readonly run: RunRecord;
  readonly attempts: readonly AttemptRecord[];
  readonly nodes: ReadonlyMap<string, NodeState>;
}

/** Compares two runs of one store, of the same pipeline or not. */
export function diffRuns(store: Store, a: RunRecord, b: RunRecord): RunDiff {
  const [before, after] = [knownOf(store, a), knownOf(store, b)];
  const partial = [a, b].filter(({ status }) => status === undefined);
  const isPartial = (run: RunRecord) => partial.includes(run);
  const shared = [...before.nodes].flatMap(([node, state]) => {
    const other = after.nodes.get(node);
    return other === undefined ? [] : [{ node, a: state, b: other }];
  });
  const made = shared.flatMap(({ node, a, b }) =>
    isMade(a) && isMade(b) ? [{ node, a: a.key!, b: b.key! }] : []
  );
  const same = made.filter((node) => node.a === node.b);
  const alone = pairByKey(
    missingIn(before, isPartial(b) ? before : after),
    missingIn(after, isPartial(a) ? after : before),
  );
  return {
    a,
    b,
    partial: partial.map(({ id }) => id),
    settings: diffData(settingsOf(a), settingsOf(b)),
    same: same.length,
    changed: changedOf(store, made.filter((node) => node.a !== node.b)),
    unmade: shared.filter(({ a, b }) => isMade(a) !== isMade(b)).map((
      node,
    ) => ({
      node: node.node,
      a: node.a.status,
      b: node.b.status,
    })),
    ...alone,
    unstable: unstableOf(store, same, [before, after]),
    stages: stagesOf(before.attempts, after.attempts),
  };
}

function isMade({ key, status }: NodeState): boolean {
  return key !== undefined && (status === "made" || status === "ran");
}

function knownOf(store: Store, run: RunRecord): Known {
  const attempts = store.runs.attempts(run.id);
  const nodes = new Map<string, NodeState>();
  for (const { node, key, status } of attempts) {
    nodes.set(node, { key, status });
  }
  for (const [node, key] of store.runs.nodes(run.id)) {
    nodes.set(node, { key, status: "made" });
  }
  return { run, attempts, nodes };
}

function settingsOf({ pipeline, file, params, engine, host }: RunRecord): Data {
  return { pipeline, file: file ?? null, params: params as Data, engine, host };
}

function changedOf(
  store: Store,
  nodes: readonly { node: string; a: string; b: string }[],
): ChangedNode[] {
  const manifests = store.manifests(nodes.flatMap(({ a, b }) => [a, b]));
  return nodes.map((node) => {
    const [before, after] = [manifests.get(node.a), manifests.get(node.b)];
    const changes = before === undefined || after === undefined
      ? null
      : diffManifests(before, after);
    return { ...node, changes };
  });
}

function missingIn({ nodes }: Known, other: Known): [string, NodeState][] {
  return [...nodes].filter(([node]) => !other.nodes.has(node));
}

/** Tells nodes that one run lacks from those that only have another name. */
function pairByKey(
  a: readonly [string, NodeState][],
  b: readonly [string, NodeState][],
): Pick<RunDiff, "only" | "renamed"> {
  const byKey = new Map(b.map(([node, { key }]) => [key, node]));
  const renamed = a.flatMap(([node, { key }]) => {
    const other = key === undefined ? undefined : byKey.get(key);
    if (other !== undefined) byKey.delete(key);
    return other === undefined ? [] : [{ a: node, b: other }];
  });
  const names = (side: "a" | "b") => new Set(renamed.map((pair) => pair[side]));
  const [pairedA, pairedB] = [names("a"), names("b")];
  return {
    renamed,
    only: {
      a: a.map(([node]) => node).filter((node) => !pairedA.has(node)),
      b: b.map(([node]) => node).filter((node) => !pairedB.has(node)),
    },
  };
}

function unstableOf(
  store: Store,
  same: readonly { node: string; a: string }[],
  runs: readonly Known[],
): Unstable[] {
  const names = new Map(same.map(({ node, a }) => [a, node]));
  const conflicts = store.actions.conflicts([...names.keys()]);
  const stand = store.find(conflicts.map(({ key }) => key));
  return conflicts.flatMap(({ key, outputs, started }) =>
    runs.filter((known) => ranAt(known, key, started)).map(({ run }) => ({
      node: names.get(key)!,
      key,
      run: run.id,
      ports: differing(stand.get(key)?.outputs ?? {}, outputs),
    }))
  );
}

function ranAt({ run, attempts }: Known, key: string, time: string): boolean {
  return time >= run.started &&
    (run.finished === undefined || time <= run.finished) &&
    attempts.some((attempt) => attempt.key === key && attempt.status === "ran");
}

function differing(stand: Outputs, found: Outputs): Unstable["ports"] {
  const ports = new Set([...Object.keys(stand), ...Object.keys(found)]);
  return Object.fromEntries(
    [...ports].filter((port) => stand[port]?.digest !== found[port]?.digest)
      .map((port) => [port, {
        ...(stand[port] && { stands: stand[port].digest }),
        ...(found[port] && { found: found[port].digest }),
      }]),
  );
}

function stagesOf(
  a: readonly AttemptRecord[],
  b: readonly AttemptRecord[],
): RunDiff["stages"] {
  const [before, after] = [timesOf(a), timesOf(b)];
  const none = { attempts: 0, seconds: 0 };
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((stage) => ({
      stage,
      a: before.get(stage) ?? none,
      b: after.get(stage) ?? none,
    }))
    .sort((one, two) =>
      Math.max(two.a.seconds, two.b.seconds) -
      Math.max(one.a.seconds, one.b.seconds)
    );
}

function timesOf(attempts: readonly AttemptRecord[]): Map<string, StageTime> {
  const times = new Map<string, StageTime>();
  for (const { stage, status, seconds } of attempts) {
    // Blocked nodes that were interrupted did run for a while.
    if (status === "blocked" && seconds === 0) continue;
    const { attempts: count, seconds: sum } = times.get(stage) ??
      { attempts: 0, seconds: 0 };
    times.set(stage, { attempts: count + 1, seconds: sum + seconds });
  }
  return times;
}
