/**
 * Makes the table of `README.md` from the lines of a matrix:
 * `deno run tests/fault/table.ts < lines.jsonl`.
 *
 * @module
 */

interface Row {
  readonly kind: string;
  readonly trials: number;
  readonly faults: number;
  readonly violations: number;
}

const lines = (await new Response(Deno.stdin.readable).text()).split("\n");
const rows = lines.filter((line) => line.startsWith("{"))
  .map((line): Row => JSON.parse(line));
const isTotal = ({ kind }: Row) => kind === "total";
const sorted = rows.filter((row) => !isTotal(row))
  .sort((a, b) => a.kind < b.kind ? -1 : 1);
console.log("| fault | trials | faults | violations |");
console.log("| --- | ---: | ---: | ---: |");
for (const row of [...sorted, ...rows.filter(isTotal)]) {
  const { kind, trials, faults, violations } = row;
  console.log(`| ${kind} | ${trials} | ${faults} | ${violations} |`);
}
