/**
 * Benchmarks: `deno task bench [engine|convolutions|runner|metrics|pictures|
 * decision] [--only TEXT]`, all without a name; one JSON object a line. `--only` keeps the
 * engine's workloads, the shapes and passes of convolutions, and the scenarios of
 * `decision` (`--studies` of each), whose names contain the text; `--engine` names the engine for all workloads. `--sizes`,
 * `--blobs` and `--repeats` change what `runner` times, and `--peers DIR` names
 * a Python environment with its peers. Timings on a shared machine are noisy:
 * compare ratios within one call.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { benchDecision } from "./decision/main.ts";
import { benchConvolutions } from "./engine/convolutions.ts";
import { benchEngine } from "./engine/main.ts";
import { benchMetrics } from "./_metrics.ts";
import { benchPictures } from "./_pictures.ts";
import { benchRunner } from "./runner/main.ts";

const { values, positionals: names } = parseArgs({
  args: Deno.args,
  options: {
    only: { type: "string", default: "" },
    engine: { type: "string", default: "onnx" },
    json: { type: "boolean", default: true },
    sizes: { type: "string", default: "1000,10000,100000" },
    blobs: { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
    peers: { type: "string", default: "" },
    studies: { type: "string", default: "2000" },
  },
  allowPositionals: true,
});

const BENCHES: Readonly<
  Record<string, () => AsyncGenerator<object> | Generator<object>>
> = {
  engine: () => benchEngine({ only: values.only, engine: values.engine }),
  convolutions: () => benchConvolutions({ only: values.only }),
  runner: () =>
    benchRunner({
      sizes: values.sizes.split(",").map(Number),
      blobs: Number(values.blobs),
      repeats: Number(values.repeats),
      peers: values.peers,
    }),
  metrics: benchMetrics,
  pictures: benchPictures,
  decision: () =>
    benchDecision({ studies: Number(values.studies), only: values.only }),
};

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
