import type { App } from "../app.ts";
import { textTable } from "../text_table.ts";
import { resolvePath } from "../load.ts";
import { priceOf } from "../price.ts";
import { readSettings } from "../settings.ts";
import { sharedCacheOf } from "../shared_cache.ts";
import { examples, storeCommand } from "./_flags.ts";

/** `doctor`: what this machine can do, and what is missing. */
export function doctorCommand(app: App, exit: (code: number) => void) {
  return storeCommand("doctor")
    .description(
      "Check engines, libraries, extractors, memory, the store's disk and the shared cache; name the class of hardware and its price",
    )
    .addHelpText(
      "after",
      examples(
        ["doctor", "doctor --json"],
        '{"ok":bool,"checks":[{"name","ok","needed","detail"}]}; exit code 1 when something needed is missing',
      ),
    )
    .action(async (flags) => {
      const { diagnose } = await import("../diagnose.ts");
      const checks = await diagnose(
        resolvePath(flags.store, app),
        {
          cache: sharedCacheOf(app, true),
          price: priceOf(readSettings(app.directory)),
        },
      );
      const ok = checks.every((check) => check.ok || !check.needed);
      if (flags.json) {
        app.write(`${JSON.stringify({ ok, checks })}\n`);
      } else {
        app.write(textTable([
          ["what", "state", ""],
          ...checks.map((check) => [
            check.name,
            check.ok ? "ok" : check.needed ? "MISSING" : "not here",
            check.detail,
          ]),
        ]));
        app.write(
          ok
            ? "\nReady: deno task pipeline run pipelines/quickstart.ts\n"
            : "\nSomething that pipelines need is missing; see above\n",
        );
      }
      exit(ok ? 0 : 1);
    });
}
