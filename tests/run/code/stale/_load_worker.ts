/// <reference lib="deno.worker" />
/**
 * A worker that loads one pipeline and says what its stages give, where they
 * were defined, and what was looked at meanwhile.
 */
import { pathToFileURL } from "node:url";
import type { Pipeline } from "../../../../lib/dsl/pipeline.ts";
import {
  looksOfLoading,
  watchLoading,
} from "../../../../lib/run/code/loading.ts";

console.log = () => {};

self.onmessage = async ({ data: path }: MessageEvent<string>) => {
  try {
    const { default: pipeline }: { default: Pipeline } = await watchLoading(
      () => import(pathToFileURL(path).href),
    );
    const stages = [];
    const { targets } = pipeline.build();
    for (const { node: { stage }, kind } of Object.values(targets)) {
      const { result } = await stage.spec.run({
        config: { a: 1 },
        inputs: {},
        ctx: undefined as never,
      }).catch((error: unknown) => ({ result: String(error) }));
      const { spec: { name }, modules, sites } = stage;
      const text = new TextDecoder().decode(kind.encode(result));
      stages.push({ name, modules, sites, result: text });
    }
    self.postMessage({ stages, looks: [...looksOfLoading()] });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
