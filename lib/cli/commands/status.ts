import { liveRuns } from "../../query/live_runs.ts";
import { onSignal } from "../../platform/process.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { openForReading } from "../open_store.ts";
import { statusText } from "../status_text.ts";
import { examples, storeCommand } from "./_flags.ts";

const REDRAW_MS = 1000;

/** `status`: what runs now, on this store. */
export function statusCommand(app: App) {
  return storeCommand("status")
    .description("Show the runs that go on now, from any terminal or machine")
    .option("--watch", "draw again every second, until Ctrl-C")
    .addHelpText(
      "after",
      examples(
        ["status", "status --watch", "status --json"],
        'an array of {"run","pipeline","started","pid","status":{"phase","updated","nodes","hits","ran","failed","blocked","left","running":[{"node","stage","attempt","started","progress","rate","left",…}]}}; "status" is null until the driver has noted one',
      ) +
        "\nA run counts as running while one of its processes lives, wherever that is.\n",
    )
    .action(async (flags) => {
      const directory = resolvePath(flags.store, app);
      const draw = () => {
        using store = openForReading(directory);
        const runs = liveRuns(store);
        return flags.json
          ? `${JSON.stringify(runs)}\n`
          : statusText(runs, { now: Date.now(), columns: app.columns() });
      };
      if (flags.watch) await watch(draw, app);
      else app.write(draw());
    });
}

/** Draws until the user has seen enough. */
async function watch(draw: () => string, app: App): Promise<void> {
  const stop = Promise.withResolvers<void>();
  let stopped = false;
  using _ = onSignal("SIGINT", () => {
    stopped = true;
    stop.resolve();
  });
  while (!stopped) {
    // On a terminal each picture takes the place of the last.
    if (app.columns() !== undefined) app.draw("\x1b[H\x1b[2J");
    app.write(draw());
    const pause = Promise.withResolvers<void>();
    const timer = setTimeout(pause.resolve, REDRAW_MS);
    await Promise.race([pause.promise, stop.promise]);
    clearTimeout(timer);
  }
}
