import type { Store } from "../store/mod.ts";
import {
  type Artifact,
  type FoundArtifacts,
  readArtifact,
} from "./find_artifact.ts";

type Cell = string | number | null | undefined;

/** What a stored artifact is. */
export interface ArtifactSummary {
  /** Name of the output. */
  readonly port: string;
  /** Name of its kind. */
  readonly kind: string;
  /** SHA-256 under which the store holds it. */
  readonly digest: string;
  /** Its size. */
  readonly bytes: number;
  /** Facts about its value, such as shapes. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** Its rows, the first with names, if its value is a table or scores. */
  readonly table: readonly (readonly Cell[])[] | undefined;
}

/** What stored artifacts of one node are, and how they were made. */
export interface ArtifactsSummary {
  /** Name of the node. */
  readonly node: string;
  /** Name of its stage. */
  readonly stage: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall-clock time of the attempt that made them. */
  readonly seconds: number;
  /** Class of hardware. */
  readonly host: string;
  /** Name of the tensor engine. */
  readonly engine: string;
  /** Threads that the stage was given. */
  readonly threads: number;
  /** One for each artifact. */
  readonly artifacts: readonly ArtifactSummary[];
}

/** Summarises artifacts that were found: reads and decodes each. */
export function summarizeArtifacts(
  store: Store,
  { node, artifacts, record }: FoundArtifacts,
): ArtifactsSummary {
  const { stage, started, seconds, host, engine, threads } = record;
  return {
    node,
    stage,
    started,
    seconds,
    host,
    engine,
    threads,
    artifacts: artifacts.map((artifact) => summarize(store, artifact)),
  };
}

function summarize(store: Store, artifact: Artifact): ArtifactSummary {
  const { port, kind, output: { digest, size } } = artifact;
  const value = readArtifact(store, artifact);
  return {
    port,
    kind: kind.name,
    digest,
    bytes: size,
    summary: kind.summarize(value),
    table: tableOf(kind.name, value),
  };
}

function tableOf(
  kind: string,
  value: unknown,
): ArtifactSummary["table"] {
  switch (kind) {
    case "table": {
      const { columns, rows } = value as {
        readonly columns: readonly string[];
        readonly rows: readonly (readonly Cell[])[];
      };
      return [columns, ...rows];
    }
    case "scores":
      return scoresTable(value as Readonly<Record<string, Score>>);
    default:
      return undefined;
  }
}

/** A score as the kind `scores` stores it. */
interface Score {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit?: string | { readonly en: string };
  readonly better?: string;
  readonly name?: { readonly en: string };
}

/** Scores, with what they say of themselves where any of them does. */
function scoresTable(
  scores: Readonly<Record<string, Score>>,
): readonly (readonly Cell[])[] {
  const rows = Object.entries(scores).map(([id, score]) => {
    const { value, low, high, unit, better, name } = score;
    const measure = typeof unit === "object" ? unit.en : unit;
    return [id, value, low, high, measure, better, name?.en];
  });
  const said = ["unit", "better", "meaning"];
  const isShown = (_: Cell, at: number) =>
    at < 4 || rows.some((row) => row[at] !== undefined);
  return [["score", "value", "low", "high", ...said], ...rows]
    .map((row) => row.filter(isShown));
}
