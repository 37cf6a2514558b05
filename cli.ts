/**
 * The command line with the built-in stages.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { main } from "./lib/cli/main.ts";
import { stages } from "./stages/mod.ts";

const encoder = new TextEncoder();

function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    // A reader such as `head` may have gone.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

const code = await main(Deno.args, {
  catalogue: stages,
  stagesModule: fileURLToPath(import.meta.resolve("./stages/mod.ts")),
  mainModule: fileURLToPath(import.meta.resolve("./mod.ts")),
  // A task starts in the project; its caller may stand elsewhere.
  directory: Deno.env.get("INIT_CWD") ?? Deno.cwd(),
  write: (text) => writeAll(Deno.stdout, text),
  warn: (text) => writeAll(Deno.stderr, text),
  columns: () =>
    Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined,
});
Deno.exit(code);
