import { parsePointLabel } from "../../../lib/dsl/grid.ts";
import type { ScoreSet, TableData } from "../../kinds/mod.ts";

/** What to show, and in which order. */
export interface TabulateOptions {
  readonly columns?: readonly string[] | undefined;
  readonly sortBy?: string | undefined;
}

/**
 * Lays labelled scores out as a table: axes first, then scores in the order in
 * which they first appear.
 *
 * @throws {RangeError} when a wanted column is in no row
 */
export function tabulate(
  rows: Readonly<Record<string, ScoreSet>>,
  options: TabulateOptions = {},
): TableData {
  const points = Object.keys(rows).map((label) => {
    const point = parsePointLabel(label);
    return Object.keys(point).length > 0 ? point : { label };
  });
  const axes = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const known = [
    ...new Set(Object.values(rows).flatMap((scores) => Object.keys(scores))),
  ];
  const shown = options.columns ?? known;
  const absent = shown.find((name) => !known.includes(name));
  if (absent !== undefined) {
    throw new RangeError(
      `Cannot show column '${absent}': no row has it; known: ${
        known.join(", ")
      }`,
    );
  }
  const table = Object.values(rows).map((scores, i) => [
    ...axes.map((axis) => toCell((points[i] as Record<string, string>)[axis])),
    ...shown.map((name) => scores[name]?.value ?? null),
  ]);
  const columns = [...axes, ...shown];
  return { columns, rows: sorted(table, columns, options.sortBy) };
}

function toCell(text: string | undefined): string | number | null {
  if (text === undefined) return null;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

type Row = TableData["rows"][number];

function sorted(
  rows: readonly Row[],
  columns: readonly string[],
  sortBy: string | undefined,
): readonly Row[] {
  if (sortBy === undefined) return rows;
  const at = columns.indexOf(sortBy);
  if (at < 0) {
    throw new RangeError(
      `Cannot sort by '${sortBy}': expected one of ${columns.join(", ")}`,
    );
  }
  return rows.toSorted((a, b) => {
    const [x, y] = [a[at]!, b[at]!];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x < y ? -1 : x > y ? 1 : 0;
  });
}
