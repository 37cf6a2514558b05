import { type Spread, spread } from "./spread.ts";

/** A figure, a label, or nothing. */
export type ReplicatedCell = string | number | boolean | null | undefined;

/** A table that each replication made. */
export interface ReplicatedTable {
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly rows: readonly (readonly ReplicatedCell[])[];
}

/** One row of equal tables, over all replications. */
export interface SpreadRow {
  /** What tells the row from others, by column; the same in all replications. */
  readonly labels: Readonly<Record<string, ReplicatedCell>>;
  /** How each figure varies, by column. */
  readonly figures: Readonly<Record<string, Spread>>;
}

/**
 * Sums up the figures of a table over replications. Rows are told apart by
 * the leftmost columns that hold the same cells in every replication, in any
 * order; every other numeric column is a figure.
 *
 * @param tables One a replication, of equal columns
 * @returns Rows in the order of the first table; undefined when the rows of
 * one cannot be found in another
 *
 * @example
 * ```ts
 * import { spreadTable } from "./replicated_table.ts";
 *
 * const columns = ["width", "loss"];
 * const rows = spreadTable([
 *   { columns, rows: [[4, 0.5], [8, 0.2]] },
 *   { columns, rows: [[8, 0.4], [4, 0.7]] },
 * ]);
 * console.assert(rows?.[0]?.labels.width === 4);
 * console.assert(rows?.[0]?.figures.loss?.mean === 0.6);
 * ```
 */
export function spreadTable(
  tables: readonly ReplicatedTable[],
): SpreadRow[] | undefined {
  const [first] = tables;
  if (first === undefined) return undefined;
  const { columns } = first;
  const isAlike = tables.every((table) =>
    table.rows.length === first.rows.length &&
    table.columns.join("\n") === columns.join("\n")
  );
  if (!isAlike) return undefined;
  const labels = columns.map((_, at) => isLabel(tables, at));
  const key = keyOf(tables, labels);
  return first.rows.map((row, position) => {
    const id = idOf(row, key);
    const same = tables.map((table) =>
      key.length === 0
        ? table.rows[position]!
        : table.rows.find((other) => idOf(other, key) === id)!
    );
    return rowOf(same, { columns, key, labels });
  });
}

/** Whether a column holds the same cells everywhere, in whatever order. */
function isLabel(tables: readonly ReplicatedTable[], at: number): boolean {
  const cells = tables.map(({ rows }) =>
    JSON.stringify(rows.map((row) => JSON.stringify(row[at] ?? null)).sort())
  );
  return cells.every((text) => text === cells[0]);
}

/** The leftmost columns that tell all rows apart; none where none do. */
function keyOf(
  tables: readonly ReplicatedTable[],
  labels: readonly boolean[],
): number[] {
  const key: number[] = [];
  for (const [at, isLabel] of labels.entries()) {
    if (!isLabel) continue;
    key.push(at);
    const sets = tables.map(({ rows }) => rows.map((row) => idOf(row, key)));
    const known = new Set(sets[0]);
    const isKey = sets.every((ids) =>
      new Set(ids).size === ids.length && ids.every((id) => known.has(id))
    );
    if (isKey) return key;
  }
  return [];
}

function idOf(row: readonly ReplicatedCell[], key: readonly number[]): string {
  return JSON.stringify(key.map((at) => row[at] ?? null));
}

function rowOf(
  rows: readonly (readonly ReplicatedCell[])[],
  { columns, key, labels }: {
    readonly columns: readonly string[];
    readonly key: readonly number[];
    readonly labels: readonly boolean[];
  },
): SpreadRow {
  const [first] = rows;
  const shown: Record<string, ReplicatedCell> = {};
  const figures: Record<string, Spread> = {};
  columns.forEach((column, at) => {
    const cells = rows.map((row) => row[at]);
    const isFixed = labels[at] === true &&
      cells.every((cell) => cell === first![at]);
    if (key.includes(at) || (isFixed && typeof first![at] !== "number")) {
      shown[column] = first![at];
      return;
    }
    const values = cells.filter((cell) => typeof cell === "number");
    if (values.length > 0) figures[column] = spread(values);
  });
  return { labels: shown, figures };
}
