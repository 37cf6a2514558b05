import type { LostBlob, StoreReport } from "../../store/mod.ts";
import { formatBytes } from "../../run/observe/print/format.ts";

const MOST_NODES = 5;

/** What a check of a store found, as `verify --json` prints it. */
export function storeJson(report: StoreReport): Record<string, unknown> {
  return { ...report, megabytesPerSecond: speedOf(report) };
}

/** The same in words. */
export function storeText(report: StoreReport): string {
  const { actions, blobs, bytes, checkpoints, unreferenced } = report;
  const lines = [
    `Checked ${counted(actions, "result")}, ${counted(blobs, "blob")} (${
      formatBytes(bytes)
    }${bytes > 1e6 ? ` at ${speedOf(report)} MB/s` : ""}) and ${
      counted(checkpoints, "checkpoint")
    }`,
    ...(report.isIndexSound ? [] : [
      `! the index was damaged${
        report.writable ? "; it was filled anew from the records" : ""
      }`,
    ]),
    ...report.damaged.map(blobLine),
    ...report.mended.map(({ key, what }) =>
      `! ${what === "record" ? "the record" : "the index row"} of result ${
        short(key)
      } was damaged; ${
        report.writable
          ? "it was put right from the other copy"
          : "its other copy is sound"
      }`
    ),
    ...report.lost.map((key) =>
      `! the record of result ${short(key)} is damaged in both copies`
    ),
    ...report.damagedCheckpoints.map((name) =>
      `! checkpoint ${short(name)} is damaged`
    ),
  ];
  if (unreferenced.blobs > 0) {
    lines.push(
      `${counted(unreferenced.blobs, "blob")} (${
        formatBytes(unreferenced.bytes)
      }) of no result: left to gc`,
    );
  }
  lines.push(verdict(report));
  return lines.map((line) => `${line}\n`).join("");
}

function blobLine({ digest, state, what, nodes }: LostBlob): string {
  const names = nodes.map(({ pipeline, node }) => `${node} of ${pipeline}`);
  const more = names.length - MOST_NODES;
  const users = names.length === 0
    ? ""
    : `; made by ${names.slice(0, MOST_NODES).join(", ")}${
      more > 0 ? ` and ${more} more` : ""
    }`;
  return `! blob ${short(digest)} is ${state} (${what.join(", ")})${users}`;
}

function verdict(report: StoreReport): string {
  if (report.ok) return "Nothing is wrong";
  if (!report.writable) {
    return "The store is read-only, so that nothing was changed";
  }
  const isLost = report.damaged.length + report.lost.length > 0;
  return isLost
    ? "What was damaged is in quarantine/; the next run makes it again"
    : "What was damaged is put right or removed";
}

function speedOf({ bytes, seconds }: StoreReport): number {
  return seconds > 0 ? Math.round(bytes / 1e6 / seconds) : 0;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
