import { visible } from "../run/observe/print/visible.ts";

/** Cells of a table as they are printed. */
export type Cell = string | number | null | undefined;

const GAP = "  ";

/**
 * Lays a table out for a terminal: numbers to the right, text to the left.
 *
 * @param rows The first is the heading
 */
export function textTable(rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(cellText));
  const widths = widthsOf(texts);
  const numeric = widths.map((_, i) =>
    rows.slice(1).some((row) => typeof row[i] === "number")
  );
  const line = (row: readonly string[]) =>
    widths.map((width, i) => {
      const text = row[i] ?? "";
      const gap = " ".repeat(width - [...text].length);
      return numeric[i] ? gap + text : text + gap;
    }).join(GAP).trimEnd();
  const [heading, ...body] = texts;
  return [
    line(heading ?? []),
    widths.map((width) => "─".repeat(width)).join(GAP),
    ...body.map(line),
  ].map((text) => `${text}\n`).join("");
}

/**
 * How many columns of a table, from the left, a terminal has room for; at least
 * one.
 *
 * @param room Characters in a line
 */
export function columnsThatFit(
  rows: readonly (readonly Cell[])[],
  room: number,
): number {
  const widths = widthsOf(rows.map((row) => row.map(cellText)));
  let used = 0;
  const over = widths.findIndex((width, i) => {
    used += width + (i === 0 ? 0 : GAP.length);
    return used > room;
  });
  return over === -1 ? widths.length : Math.max(1, over);
}

function widthsOf(texts: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of texts) {
    row.forEach((text, i) => {
      widths[i] = Math.max(widths[i] ?? 0, [...text].length);
    });
  }
  return widths;
}

/** A number with four significant digits, other values as they are. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "string") return visible(cell).replaceAll("\n", "\\n");
  if (Number.isInteger(cell)) return String(cell);
  const size = Math.abs(cell);
  return size < 1e-3 || size >= 1e6
    ? cell.toExponential(2)
    : String(Number(cell.toPrecision(4)));
}
