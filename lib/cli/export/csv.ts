import type { ExportFormat } from "./format.ts";

type Cell = string | number | null | undefined;

interface TableShape {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type ScoresShape = Readonly<
  Record<
    string,
    { value: number; low?: number; high?: number; count?: number }
  >
>;

function isTable(value: unknown): value is TableShape {
  const { columns, rows } = (value ?? {}) as Partial<TableShape>;
  return Array.isArray(columns) && Array.isArray(rows);
}

function areScores(value: unknown): value is ScoresShape {
  return typeof value === "object" && value !== null &&
    Object.values(value).every((score) =>
      typeof (score as { value?: unknown })?.value === "number"
    );
}

/** Comma-separated values (RFC 4180): a table, or scores by name. */
export const csv: ExportFormat = {
  extension: "csv",
  accepts: ({ value }) => isTable(value) || areScores(value),
  write({ value }) {
    const rows: readonly (readonly Cell[])[] = isTable(value)
      ? [value.columns, ...value.rows]
      : [
        ["score", "value", "low", "high", "count"],
        ...Object.entries(value as ScoresShape).map(([name, score]) => [
          name,
          score.value,
          score.low,
          score.high,
          score.count,
        ]),
      ];
    const text = rows.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
    return new TextEncoder().encode(text);
  },
};

function quote(cell: Cell): string {
  const text = String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
