import { join } from "node:path";
import type { Graph, OutputRecord } from "../plan/mod.ts";
import type { RoundsSummary } from "../run/rounds/run_rounds.ts";
import { mkdir, writeFile } from "../platform/files.ts";
import type { Store } from "../store/mod.ts";
import type { Verdict } from "../verdict/judge.ts";
import type { App } from "./app.ts";
import { fileName } from "./file_name.ts";
import {
  type Cell,
  cellText,
  columnsThatFit,
  textTable,
} from "./text_table.ts";
import { verdictText } from "./verdict_text.ts";

interface TableShape {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Most rows of a table that are printed at the end of a run. */
const MOST_ROWS = 60;

/** A page written as a file, and the data behind it. */
export interface WrittenPage {
  readonly target: string;
  /** Absolute path of the HTML file. */
  readonly page: string;
  /** Absolute path of the JSON file with the page's table, if it has one. */
  readonly data: string | undefined;
  /** What the page says, if its node found a verdict. */
  readonly verdict: Verdict | undefined;
}

/**
 * Writes the pages among a run's targets, for people and browsers, with the
 * tables that their nodes made beside them, to `reports/` in the store; those of
 * a replication go to a folder of their own.
 */
export async function writeResults(
  { targets, nodes, graph }: RoundsSummary,
  { store, seed }: {
    readonly store: Store;
    readonly seed?: number | undefined;
  },
): Promise<WrittenPage[]> {
  const written: WrittenPage[] = [];
  const folder = reportsFolder(store, { graph, seed });
  const write = async (name: string, { digest }: OutputRecord) => {
    const path = join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(path, store.blobs.read(digest));
    return path;
  };
  for (const [target, output] of Object.entries(targets)) {
    if (output.kind !== "page") continue;
    const maker = graph.nodes[graph.targets[target]!.node]!.name;
    const outputs = Object.values(
      nodes.find(({ node }) => node === maker)?.outputs ?? {},
    );
    const table = outputs.find(({ kind }) => kind === "table");
    const verdict = outputs.find(({ kind }) => kind === "verdict");
    written.push({
      target,
      page: await write(`${fileName(target)}.html`, output),
      data: table && await write(`${fileName(target)}.json`, table),
      verdict: verdict && JSON.parse(
        new TextDecoder().decode(store.blobs.read(verdict.digest)),
      ),
    });
  }
  return written;
}

/** Absolute path of the folder for a pipeline's pages, or a replication's. */
function reportsFolder(
  store: Store,
  { graph, seed }: {
    readonly graph: Graph;
    readonly seed?: number | undefined;
  },
): string {
  const folder = join(store.directory, "reports", fileName(graph.pipeline));
  return seed === undefined ? folder : join(folder, `seed-${seed}`);
}

/**
 * Prints the tables among a run's targets: on a terminal the columns that it has
 * room for, with the names of the others.
 */
export function printTables(
  targets: Readonly<Record<string, OutputRecord>>,
  { store, app }: { readonly store: Store; readonly app: App },
): void {
  for (const [target, output] of Object.entries(targets)) {
    if (output.kind !== "table") continue;
    const { columns, rows } = JSON.parse(
      new TextDecoder().decode(store.blobs.read(output.digest)),
    ) as TableShape;
    const printed = [columns, ...rows.slice(0, MOST_ROWS)];
    const fit = columnsThatFit(printed, app.columns() ?? Infinity);
    app.write(`\n${target}\n`);
    app.write(textTable(printed.map((row) => row.slice(0, fit))));
    if (rows.length > MOST_ROWS) {
      app.write(`and ${rows.length - MOST_ROWS} more rows\n`);
    }
    const others = columns.slice(fit);
    if (others.length > 0) {
      app.write(
        `not shown, the terminal is too narrow: ${
          others.map(cellText).join(", ")
        }\n`,
      );
    }
  }
}

/** Prints where pages are, and what they say; one JSON object a page, or text. */
export function printPages(
  written: readonly WrittenPage[],
  { app, json }: { readonly app: App; readonly json: boolean },
): void {
  for (const { page, data = null, verdict = null } of written) {
    if (json) {
      const line = { event: "report", path: page, data, verdict };
      app.write(`${JSON.stringify(line)}\n`);
      continue;
    }
    const said = verdict === null ? "" : `Verdict: ${verdictText(verdict)}\n`;
    app.write(`\n${said}Report: ${page}\n`);
  }
}
