import { defineJsonKind } from "./json_kind.ts";
import { requireRecord } from "./require_record.ts";

/** A table of strings and numbers. */
export interface TableData {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cells, one a column; null where there is no value. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A table. */
export const Table = defineJsonKind({
  name: "table",
  version: 1,
  check(table: TableData) {
    requireRecord(table, { kind: "table", fields: ["columns", "rows"] });
    if (!Array.isArray(table.columns) || !Array.isArray(table.rows)) {
      throw new TypeError(
        "Cannot store 'table': expected lists of columns and rows",
      );
    }
    for (const row of table.rows) {
      if (!Array.isArray(row)) {
        throw new TypeError("Cannot store 'table': expected lists as rows");
      }
      if (row.length !== table.columns.length) {
        throw new TypeError(
          `Cannot store 'table': expected ${table.columns.length} cells in a row, got ${row.length}`,
        );
      }
    }
  },
  summarize: (table) => ({
    columns: table.columns,
    rows: table.rows.length,
  }),
});
