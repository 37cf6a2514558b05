import { formatSeconds } from "../run/observe/print/duration.ts";
import { changeText } from "./change_text.ts";
import type {
  ChangedNode,
  RunDiff,
  StageTime,
  Unstable,
} from "../query/run_diff.ts";
import { textTable } from "./text_table.ts";

/**
 * What differs between two runs, for people.
 *
 * @param diff What differs
 * @param limit Most nodes to name in each part
 */
export function runDiffText(diff: RunDiff, limit: number): string {
  const list = (items: readonly string[]) => cutList(items, limit);
  const followed = diff.changed.filter(isFollowed);
  const own = diff.changed.filter((node) => !isFollowed(node));
  const parts = [
    runsText(diff),
    section("Settings", diff.settings.map(changeText)),
    resultsText(diff),
    section("Changed by themselves", list(own.map(changedText))),
    section(
      "Changed because their inputs did",
      list(followed.map(({ node }) => node)),
    ),
    section("Same key, another result", list(diff.unstable.map(unstableText))),
    section(
      "Made in one run only",
      list(
        diff.unmade.map(({ node, a, b }) => `${node}: ${a} in A, ${b} in B`),
      ),
    ),
    section(
      "Same result under another name",
      list(diff.renamed.map(({ a, b }) => `${a} in A, ${b} in B`)),
    ),
    section("Only in A", list(diff.only.a)),
    section("Only in B", list(diff.only.b)),
    stagesText(diff),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function runsText({ a, b, partial }: RunDiff): string {
  const rows = ([["A", a], ["B", b]] as const).map(([letter, run]) => [
    letter,
    run.id,
    run.pipeline,
    run.started.slice(0, 19).replace("T", " "),
    run.status ?? "unfinished",
    run.status === undefined ? "–" : formatSeconds(run.seconds),
  ]);
  const table = textTable([
    ["", "run", "pipeline", "started", "status", "time"],
    ...rows,
  ]);
  const notes = partial.map((run) =>
    `${run} has not ended: only the nodes that it executed are compared\n`
  );
  return table + notes.join("");
}

function resultsText(diff: RunDiff): string {
  const counts = [
    `${diff.same + diff.renamed.length} the same`,
    `${diff.changed.length} changed`,
    ...count(diff.unmade, "made in one run only"),
    ...count(diff.only.a, "only in A"),
    ...count(diff.only.b, "only in B"),
  ];
  return `Results: ${counts.join(", ")}\n`;
}

function count(items: readonly unknown[], what: string): string[] {
  return items.length === 0 ? [] : [`${items.length} ${what}`];
}

/** Whether nothing but inputs changed. */
function isFollowed({ changes }: ChangedNode): boolean {
  return changes?.every(({ path }) => path[0] === "inputs") ?? false;
}

function changedText({ node, changes }: ChangedNode): string {
  if (changes === null) {
    return `${node}: what it was made from is no longer in the store`;
  }
  return [node, ...changes.map((change) => `  ${changeText(change)}`)]
    .join("\n  ");
}

function unstableText({ node, run, ports }: Unstable): string {
  const differences = Object.entries(ports).map(([port, { stands, found }]) =>
    `${port} ${short(stands)} stands, ${run} made ${short(found)}`
  );
  return `${node}: ${
    differences.join("; ") || `${run} replaced bytes that were gone`
  }`;
}

function short(digest: string | undefined): string {
  return digest?.slice(0, 12) ?? "nothing";
}

function stagesText({ stages }: RunDiff): string {
  if (stages.length === 0) return "";
  const cells = ({ attempts, seconds }: StageTime) =>
    attempts === 0 ? [0, "–"] : [attempts, formatSeconds(seconds)];
  return textTable([
    ["stage", "A ran", "time", "B ran", "time"],
    ...stages.map(({ stage, a, b }) => [stage, ...cells(a), ...cells(b)]),
  ]);
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `${title}:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function cutList(items: readonly string[], limit: number): string[] {
  const more = items.length - limit;
  return more > 0 ? [...items.slice(0, limit), `and ${more} more`] : [...items];
}
