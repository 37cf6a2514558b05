/**
 * Runs the tests that ship inside `@tensorflow/tfjs-core` against the `onnx`
 * engine: `deno task conformance [--json] [part of a name]`.
 *
 * With `--json` the only line is `{"passed":n,"failed":n,"skipped":n}`. Exit
 * code 1 when a test failed.
 *
 * @module
 */
import { runSuite } from "./suite.ts";

const json = Deno.args.includes("--json");
const [filter] = Deno.args.filter((arg) => arg !== "--json");
// The suite logs warnings that its tests provoke.
const { log } = console;
console.log = console.warn = console.error = () => {};
const { passed, failed, skipped, failures, fallbacks } = await runSuite({
  filter,
});
if (json) log(JSON.stringify({ passed, failed, skipped }));
else {
  for (const [name, complaint] of failures) log(`${name}\n    ${complaint}\n`);
  log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  const kernels = Object.keys(fallbacks).sort().join(", ");
  if (kernels !== "") log(`Reference kernels ran for: ${kernels}`);
}
Deno.exit(failed > 0 ? 1 : 0);
