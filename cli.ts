/**
 * The command line with the built-in stages.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { main } from "./lib/cli/main.ts";
import { nonblockingStream } from "./lib/cli/nonblocking.ts";
import { Output } from "./lib/cli/output.ts";
import { stages } from "./stages/mod.ts";

let isLost = false;
const errors = new Output(nonblockingStream(2) ?? Deno.stderr);
const output = new Output(
  nonblockingStream(1) ?? Deno.stdout,
  ({ message }) => {
    isLost = true;
    errors.write(
      `Cannot write the output, which is lost from here: ${message}\n`,
    );
  },
);

// Not awaited: where a module of a pipeline waits for ever, Deno then names it
// and not this file.
main(Deno.args, {
  catalogue: stages,
  stagesModule: fileURLToPath(import.meta.resolve("./stages/mod.ts")),
  mainModule: fileURLToPath(import.meta.resolve("./mod.ts")),
  // A task starts in the project; its caller may stand elsewhere.
  directory: Deno.env.get("INIT_CWD") ?? Deno.cwd(),
  write: (text) => output.write(text),
  warn: (text) => errors.write(text),
  surveyor: {
    inspect: async (path) =>
      (await import("./stages/data/work/inspect_folder.ts")).inspectFolder(
        path,
      ),
    measure: async (of) =>
      (await import("./stages/study/work/measure_step.ts")).measureStep(of),
  },
  columns: () =>
    Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined,
}).then((code) => Deno.exit(code === 0 && isLost ? 1 : code));
