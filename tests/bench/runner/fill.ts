import { join } from "node:path";
import type { Kinds } from "../../../lib/dsl/kind.ts";
import { buildGraph } from "../../../lib/plan/graph.ts";
import type { Outputs } from "../../../lib/plan/record.ts";
import { type Settled, Settler } from "../../../lib/plan/settle.ts";
import { gatherFacts } from "../../../lib/run/cache/facts.ts";
import { hostClass } from "../../../lib/run/machine/host.ts";
import { sha256 } from "../../../lib/store/blobs.ts";
import { Store } from "../../../lib/store/store.ts";
import pipeline from "./pairs.ts";

const RANDOM_BYTES = 16;

/**
 * Fills a store with all results of the graph as a run would, but records
 * them in one transaction, which a run that may die at any time cannot.
 *
 * @param directory Folder of the store
 * @param nodes Nodes of the graph
 */
export async function fillStore(
  directory: string,
  nodes: number,
): Promise<void> {
  using store = Store.open(directory);
  const graph = buildGraph(pipeline, { nodes });
  const facts = await gatherFacts(graph, store, {});
  const settler = new Settler(graph, store, facts);
  const keys = new Map<string, string>();
  store.transaction(() => {
    let figure = 0;
    for (const node of graph.nodes) {
      const [settled] = settler.settle([node]);
      const { value } = node.config;
      figure = typeof value === "number" ? value : Math.trunc(figure);
      settler.finish(node, settled!.outputs ?? record(store, settled!, figure));
      keys.set(node.name, settled!.key);
    }
  });
  store.setLatest(graph.pipeline, keys);
}

/** Adds blobs that no action names, of random bytes and thus random names. */
export function addBlobs(directory: string, count: number): void {
  const cas = join(directory, "cas");
  const bytes = new Uint8Array(RANDOM_BYTES);
  const shards = new Set<string>();
  for (let i = 0; i < count; i++) {
    crypto.getRandomValues(bytes);
    const digest = sha256(bytes);
    const shard = join(cas, digest.slice(0, 2));
    if (!shards.has(shard)) Deno.mkdirSync(shard, { recursive: true });
    shards.add(shard);
    Deno.writeFileSync(join(shard, digest), bytes);
  }
}

function record(store: Store, settled: Settled, figure: number): Outputs {
  const { node, key, manifest } = settled;
  const outputs = Object.fromEntries(
    Object.entries(node.stage.spec.outputs as Kinds).map((
      [port, { name, version, encode }],
    ) => [
      port,
      { ...store.blobs.put(encode(figure)), kind: name, kindVersion: version },
    ]),
  );
  store.commit({
    key,
    stage: node.stage.spec.name,
    manifest,
    outputs,
    started: new Date().toISOString(),
    seconds: 0.001,
    host: hostClass(),
    engine: "onnx",
    threads: 1,
    attempt: 1,
    log: null,
  });
  return outputs;
}
