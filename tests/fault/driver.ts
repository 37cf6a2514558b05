/**
 * A driver that the fault matrix kills and misleads:
 * `deno run -A driver.ts STORE PARAMS`. `SENZAI_CLOCK` holds milliseconds by
 * which the clock jumps at each event, in turns.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { buildGraph } from "../../lib/plan/graph.ts";
import { runGraph } from "../../lib/run/driver/run.ts";
import { listenForInterrupts } from "../../lib/run/stop/signals.ts";
import { Store } from "../../lib/store/store.ts";
import misbehaving from "./misbehaving.ts";
import fault from "./pipeline.ts";

const RealDate = Date;
const [directory, json] = Deno.args as [string, string];
const { collect, limit, programs = [], ...params } = JSON.parse(json);
const isWild = params.how !== undefined;
const pipeline = isWild ? misbehaving : fault;
const jumps: number[] = JSON.parse(Deno.env.get("SENZAI_CLOCK") ?? "[]");
const write = (value: unknown) =>
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));

try {
  Deno.exit(await drive());
} catch (error) {
  write({ type: "error", message: (error as Error).message });
  Deno.exit(1);
}

async function drive(): Promise<number> {
  using interrupts = listenForInterrupts();
  using store = Store.open(directory);
  if (collect === true) {
    const { collectGarbage } = await import("../../lib/store/mod.ts");
    const report = await collectGarbage(store, { keepRuns: 1, grace: 0 });
    write({ type: "collected", ...report });
    return 0;
  }
  let events = 0;
  const summary = await runGraph(buildGraph(pipeline, params), store, {
    source: {
      file: fileURLToPath(
        new URL(
          isWild ? "./misbehaving.ts" : "./pipeline.ts",
          import.meta.url,
        ),
      ),
      params,
    },
    permissions: { write: [], net: [], run: programs },
    ...(limit === undefined ? {} : { limit: { seconds: limit, grace: 500 } }),
    signal: interrupts.signal,
    kill: interrupts.kill,
    onEvent: (event) => {
      if (jumps.length > 0) setClock(jumps[events++ % jumps.length]!);
      write(event);
    },
  });
  write({ type: "summary", status: summary.status, targets: summary.targets });
  return { ok: 0, failed: 1, interrupted: 130 }[summary.status];
}

/** Moves the wall clock of this process. */
function setClock(offset: number): void {
  class ShiftedDate extends RealDate {
    constructor(...args: unknown[]) {
      super(
        ...(args.length === 0 ? [RealDate.now() + offset] : args) as [number],
      );
    }
    static override now(): number {
      return RealDate.now() + offset;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
}
