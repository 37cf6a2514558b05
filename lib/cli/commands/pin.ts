import { PipelineError } from "../../dsl/error.ts";
import { suggestion } from "../../dsl/suggest.ts";
import { Pins, Store } from "../../store/mod.ts";
import type { App } from "../app.ts";
import { resolvePath } from "../load.ts";
import { textTable } from "../text_table.ts";
import { examples, storeCommand } from "./_flags.ts";
import { findRun } from "../../query/find_run.ts";
import { openForReading } from "../open_store.ts";

/** `pin [RUN]`: keeps a run's results from gc, or lists the pins. */
export function pinCommand(app: App) {
  return storeCommand("pin")
    .description("Keep the results of a run from gc, or list the pins")
    .argument("[run]", "identifier of a run, or 'last'")
    .option("--name <name>", "name of the pin (default: the run's identifier)")
    .addHelpText(
      "after",
      examples(
        ["pin last --name paper", "pin", "unpin paper"],
        'an array of {"name","run","pipeline","nodes","created"}',
      ),
    )
    .action((id, flags) => {
      const directory = resolvePath(flags.store, app);
      openForReading(directory).close();
      using store = Store.open(directory);
      if (id !== undefined) pinRun(store, { id, name: flags.name });
      const pins = store.pins.list();
      if (flags.json) app.write(`${JSON.stringify(pins)}\n`);
      else if (pins.length === 0) app.write("No pins\n");
      else {
        app.write(textTable([
          ["pin", "run", "pipeline", "since"],
          ...pins.map(({ name, run, pipeline, created }) => [
            name,
            run,
            pipeline,
            created.slice(0, 10),
          ]),
        ]));
      }
    });
}

/** `unpin NAME`: leaves a run's results to gc again. */
export function unpinCommand(app: App) {
  return storeCommand("unpin")
    .description("Leave the results of a pinned run to gc again")
    .argument("<name>", "name of a pin")
    .addHelpText("after", examples(["unpin paper"], '{"removed":name}'))
    .action((name, flags) => {
      const directory = resolvePath(flags.store, app);
      openForReading(directory).close();
      using store = Store.open(directory);
      store.requireWritable();
      if (!store.pins.remove(name)) {
        const known = store.pins.list().map((pin) => pin.name);
        throw new PipelineError(
          "misuse",
          `Cannot unpin '${name}': there is no such pin${
            suggestion(name, known) || "; 'pin' lists all of them"
          }`,
        );
      }
      app.write(
        flags.json ? `${JSON.stringify({ removed: name })}\n` : "Unpinned\n",
      );
    });
}

function pinRun(
  store: Store,
  { id, name }: { id: string; name: string | undefined },
): void {
  store.requireWritable();
  const run = findRun(store, id);
  const pin = name ?? run.id;
  if (!Pins.isName(pin)) {
    throw new PipelineError(
      "misuse",
      `Cannot pin as '${pin}': expected letters, digits, '.', '_' and '-'`,
    );
  }
  const nodes = store.runs.nodesDigest(run.id);
  if (nodes === undefined || run.status === undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot pin run '${run.id}': it has not finished; run its pipeline again, then pin 'last'`,
    );
  }
  store.pins.set({
    name: pin,
    run: run.id,
    pipeline: run.pipeline,
    nodes,
    created: new Date().toISOString(),
  });
}
