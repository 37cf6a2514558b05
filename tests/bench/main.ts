/**
 * Benchmarks: `deno task bench [engine|runner|metrics]`, all without a name;
 * one JSON object a line. Timings on a shared machine are noisy: compare
 * ratios within one call.
 *
 * @module
 */
import { benchEngine } from "./_engine.ts";
import { benchMetrics } from "./_metrics.ts";
import { benchRunner } from "./_runner.ts";

const BENCHES: Readonly<Record<string, () => AsyncGenerator<object>>> = {
  engine: benchEngine,
  runner: benchRunner,
  metrics: benchMetrics,
};

const names = Deno.args.filter((arg) => arg !== "--json");
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(
    `Cannot run benchmark '${unknown}': expected ${
      Object.keys(BENCHES).join(", ")
    }`,
  );
  Deno.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  for await (const line of BENCHES[name]!()) console.log(JSON.stringify(line));
}
