import { dirname, join } from "node:path";
import type { OutputRecord } from "../plan/mod.ts";
import type { Store } from "../store/mod.ts";
import type { App } from "./app.ts";
import { type Cell, textTable } from "./text_table.ts";

interface TableShape {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Most rows of a table that are printed at the end of a run. */
const MOST_ROWS = 60;

/** Where the pages and tables of a pipeline are written, for people. */
export function reportPath(
  store: Store,
  options: { readonly pipeline: string; readonly file: string },
): string {
  const name = options.pipeline.replaceAll(/[^\w.-]+/g, "_");
  return join(store.directory, "reports", name, options.file);
}

/** The page and the data that a pipeline's targets hold, written as files. */
export interface WrittenResults {
  readonly pages: readonly string[];
  readonly tables: readonly string[];
}

/** Writes the pages and tables among a run's targets to files. */
export async function writeResults(
  targets: Readonly<Record<string, OutputRecord>>,
  options: { readonly store: Store; readonly pipeline: string },
): Promise<WrittenResults> {
  const { store, pipeline } = options;
  const written = { pages: [] as string[], tables: [] as string[] };
  for (const [target, output] of Object.entries(targets)) {
    const list = output.kind === "page"
      ? written.pages
      : output.kind === "table"
      ? written.tables
      : undefined;
    if (list === undefined) continue;
    const extension = output.kind === "page" ? "html" : "json";
    const path = reportPath(store, {
      pipeline,
      file: `${target}.${extension}`,
    });
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, store.blobs.read(output.digest));
    list.push(path);
  }
  return written;
}

/** Prints the tables among a run's targets. */
export function printTables(
  targets: Readonly<Record<string, OutputRecord>>,
  { store, app }: { readonly store: Store; readonly app: App },
): void {
  for (const [target, output] of Object.entries(targets)) {
    if (output.kind !== "table") continue;
    const { columns, rows } = JSON.parse(
      new TextDecoder().decode(store.blobs.read(output.digest)),
    ) as TableShape;
    app.write(`\n${target}\n`);
    app.write(textTable([columns, ...rows.slice(0, MOST_ROWS)]));
    if (rows.length > MOST_ROWS) {
      app.write(`and ${rows.length - MOST_ROWS} more rows\n`);
    }
  }
}
