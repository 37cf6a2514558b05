import type { OutputRecord } from "../plan/mod.ts";
import type { RoundsSummary } from "../run/rounds/run_rounds.ts";
import {
  type ReplicatedCell,
  type ReplicatedTable,
  type SpreadRow,
  spreadTable,
} from "../stats/replicated_table.ts";
import type { App } from "./app.ts";
import type { Session } from "./session.ts";
import { textTable } from "./text_table.ts";

type Status = RoundsSummary["status"];

const EXIT_CODES = { ok: 0, failed: 1, interrupted: 130 } as const;
const MOST_ROWS = 60;

/** Tells that one replication ended, while its store is open. */
export type NoteReplication = (
  summary: RoundsSummary,
  session: Session,
) => void;

/**
 * An action that runs once a seed, one after the other, or once without any;
 * with several it ends with the figures of all of them.
 *
 * @param options Where it prints, and what receives the exit code
 * @param once Runs one replication, and notes how it ended
 */
export function eachSeed<
  F extends { readonly seed: readonly number[]; readonly json?: true },
>(
  { app, exit }: { readonly app: App; readonly exit: (code: number) => void },
  once: (
    file: string,
    flags: Omit<F, "seed"> & { readonly seed: number | undefined },
    note: NoteReplication,
  ) => Promise<void>,
): (file: string, flags: F) => Promise<void> {
  return async (file, { seed: seeds, ...flags }) => {
    const several = seeds.length > 1;
    const made: Replication[] = [];
    const end: { status: Status } = { status: "ok" };
    for (const seed of seeds.length === 0 ? [undefined] : seeds) {
      if (several && !flags.json) {
        const place = `${seeds.indexOf(seed!) + 1} of ${seeds.length}`;
        app.write(`\nSeed ${seed} (${place})\n`);
      }
      await once(file, { ...flags, seed }, (summary, session) => {
        end.status = worse(end.status, summary.status);
        if (several) made.push(replicationOf(seed!, { summary, session }));
      });
      if (end.status === "interrupted") break;
    }
    const { status } = end;
    if (several) printSpreads(made, { app, status, json: flags.json ?? false });
    exit(EXIT_CODES[status]);
  };
}

/** The tables that one replication made, by target. */
interface Replication {
  readonly seed: number;
  readonly pipeline: string;
  readonly tables: ReadonlyMap<string, ReplicatedTable>;
}

function worse(a: Status, b: Status): Status {
  const order = ["ok", "failed", "interrupted"] as const;
  return order[Math.max(order.indexOf(a), order.indexOf(b))]!;
}

/** Reads the tables and scores among the targets, and those behind pages. */
function replicationOf(
  seed: number,
  { summary: { graph, ...summary }, session: { store } }: {
    readonly summary: RoundsSummary;
    readonly session: Session;
  },
): Replication {
  const tables = new Map<string, ReplicatedTable>();
  for (const [target, output] of Object.entries(summary.targets)) {
    const maker = graph.nodes[graph.targets[target]!.node]!.name;
    const beside = Object.values(
      summary.nodes.find(({ node }) => node === maker)?.outputs ?? {},
    );
    const source = output.kind === "page"
      ? beside.find(({ kind }) => kind === "table")
      : output;
    if (source?.kind !== "table" && source?.kind !== "scores") continue;
    tables.set(target, readTable(store.blobs.read(source.digest), source));
  }
  return { seed, pipeline: graph.pipeline, tables };
}

function readTable(
  bytes: Uint8Array,
  { kind }: OutputRecord,
): ReplicatedTable {
  const value = JSON.parse(new TextDecoder().decode(bytes));
  if (kind === "table") return value;
  const scores = value as Readonly<Record<string, { readonly value: number }>>;
  return {
    columns: ["score", "value"],
    rows: Object.entries(scores).map(([name, { value }]) => [name, value]),
  };
}

function printSpreads(
  made: readonly Replication[],
  { app, status, json }: {
    readonly app: App;
    readonly status: Status;
    readonly json: boolean;
  },
): void {
  const targets = new Set(made.flatMap(({ tables }) => [...tables.keys()]));
  const spreads = [...targets].map((target) => {
    const tables = made.flatMap(({ tables }) => tables.get(target) ?? []);
    return { target, rows: spreadTable(tables) };
  });
  if (json) {
    const line = {
      event: "replications",
      pipeline: made[0]?.pipeline ?? null,
      status,
      seeds: made.map(({ seed }) => seed),
      targets: Object.fromEntries(
        spreads.map(({ target, rows }) => [target, rows ?? null]),
      ),
    };
    app.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const seeds = made.map(({ seed }) => seed).join(", ");
  for (const { target, rows } of spreads) {
    app.write(`\n${target}, over seeds ${seeds}\n`);
    app.write(
      rows === undefined
        ? "The rows differ from seed to seed, so that they cannot be summed up\n"
        : spreadText(rows),
    );
  }
}

/** A line for each figure of each row. */
function spreadText(rows: readonly SpreadRow[]): string {
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))];
  const lines = rows.flatMap((row) =>
    Object.entries(row.figures).map(([figure, { count, ...spread }]) => [
      ...labels.map((label) => cell(row.labels[label])),
      figure,
      spread.mean,
      spread.sd,
      spread.low,
      spread.high,
      count,
    ])
  );
  if (lines.length === 0) return "No figures\n";
  const heading = [...labels, "figure", "mean", "sd", "low", "high", "seeds"];
  const more = lines.length - MOST_ROWS;
  return textTable([heading, ...lines.slice(0, MOST_ROWS)]) +
    (more > 0 ? `and ${more} more lines\n` : "");
}

function cell(value: ReplicatedCell): string | number | null | undefined {
  return typeof value === "boolean" ? String(value) : value;
}
