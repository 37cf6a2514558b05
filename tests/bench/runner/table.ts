/**
 * Turns lines of `bench runner` into a Markdown table:
 * `deno run tests/bench/runner/table.ts < lines.jsonl`.
 *
 * @module
 */

interface Line {
  readonly runner: string;
  readonly case?: string;
  readonly nodes: number;
  readonly seconds: number | null;
  readonly limit_s?: number;
  readonly min?: number;
  readonly cpu_s?: number | null;
  readonly peak_mib?: number | null;
}

const HEADING = ["nodes", "case", "runner", "s", "best", "CPU s", "MiB"];

/** Rows in the order of sizes and cases, runners beside each other. */
function tableOf(lines: readonly Line[]): string[][] {
  const timed = lines.filter((line) => line.case !== undefined);
  const groups = Map.groupBy(timed, (line) => `${line.nodes} ${line.case}`);
  return [...groups.values()].flat().map((line) => [
    line.nodes.toLocaleString("en"),
    line.case!,
    line.runner,
    line.seconds === null ? `over ${line.limit_s}` : String(line.seconds),
    cell(line.min),
    cell(line.cpu_s),
    cell(line.peak_mib),
  ]);
}

function cell(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : String(value);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

const text = await new Response(Deno.stdin.readable).text();
const lines = text.split("\n").filter((line) => line.startsWith("{"));
const rows = tableOf(lines.map((line) => JSON.parse(line)));
console.log(row(HEADING));
console.log(row(HEADING.map(() => "---")));
for (const cells of rows) console.log(row(cells));
