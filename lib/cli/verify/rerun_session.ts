import {
  rerunNodes,
  type RerunOptions,
  type RerunReport,
} from "../../run/rerun/rerun.ts";
import type { RerunResult } from "../../run/rerun/rerun_node.ts";
import { listenForInterrupts } from "../../run/stop/signals.ts";
import type { App } from "../app.ts";
import type { Session } from "../session.ts";
import { rerunText } from "./rerun_text.ts";

/** Executes nodes of an open session again, and prints how each came out. */
export async function rerunSession(
  { graph, store, options }: Session,
  { app, json, ...settings }: RerunOptions & {
    readonly app: App;
    readonly json: boolean;
  },
): Promise<RerunReport["status"]> {
  using interrupts = listenForInterrupts();
  const { sampleSeed = 0 } = settings;
  const print = (value: unknown) =>
    app.write(`${JSON.stringify(value, plain)}\n`);
  const report = await rerunNodes(graph, store, {
    ...options,
    ...settings,
    signal: interrupts.signal,
    kill: interrupts.kill,
    onChosen: (names, stored) => {
      if (json) return;
      app.write(
        names.length === stored
          ? `Executing all ${stored} stored nodes again\n`
          : `Executing ${names.length} of ${stored} stored nodes again, drawn with --sample-seed ${sampleSeed}\n`,
      );
    },
    onResult: (result) => {
      if (json) print(toJson(result));
      else app.write(rerunText(result));
    },
  });
  const { status, stored, results, changed } = report;
  const count = (of: RerunResult["status"]) =>
    results.filter((result) => result.status === of).length;
  const counts = {
    same: count("same"),
    varies: count("varies"),
    different: count("different"),
    failed: count("failed"),
    gone: count("gone"),
    stopped: count("stopped"),
  };
  if (json) {
    const chosen = results.length;
    print({
      event: "verify",
      status,
      stored,
      chosen,
      sampleSeed,
      ...counts,
      changed,
    });
  } else {
    for (const why of changed) {
      app.write(`- ${why}; its result is not compared, run makes it anew\n`);
    }
    const parts = Object.entries(counts).filter(([name, n]) =>
      n > 0 || name === "same"
    );
    app.write(`${parts.map(([name, n]) => `${n} ${name}`).join(", ")}\n`);
  }
  return status;
}

function toJson(result: RerunResult): Record<string, unknown> {
  return {
    event: "rerun",
    ...result,
    differences: result.differences.map(({ difference, note, ...rest }) => ({
      ...rest,
      note: note ?? null,
      difference: difference === undefined ? null : {
        ...difference,
        shape: difference.shape ?? null,
        index: difference.index ?? null,
        before: difference.before ?? null,
        after: difference.after ?? null,
        largestAbsolute: difference.largestAbsolute ?? null,
        largestRelative: difference.largestRelative ?? null,
      },
    })),
  };
}

/** JSON has no big integers; numbers that are not finite are null in it. */
function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
