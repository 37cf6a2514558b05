import type { GraphInput } from "../../plan/graph.ts";
import { deriveSeed } from "../../plan/seed.ts";
import type { Settled, Settler } from "../../plan/settle.ts";
import type { Store } from "../../store/store.ts";
import { modulePaths } from "../code/code.ts";
import type { Facts } from "../cache/facts.ts";
import type { Job, JobInput } from "../attempt/job.ts";
import { loadedBy, type PipelineSource } from "./options.ts";

/** Freezes a settled node into what an executor needs. */
export function jobOf(
  { node, key }: Settled,
  options: {
    graph: { seed: number };
    store: Store;
    facts: Facts;
    settler: Settler;
    source: PipelineSource | undefined;
    threads: number;
    /** Number of the GPU that it has, if it has one. */
    gpu: number | undefined;
    /** Identifier of the run. */
    run: string;
    /** Span of the attempt as a W3C `traceparent`, if there is one. */
    trace: string | undefined;
  },
): Job {
  const { graph, store, facts, settler, source, threads, gpu } = options;
  const { run, trace } = options;
  const { spec } = node.stage;
  const digest = ({ node: at, port }: { node: number; port: string }) =>
    settler.outputsOf(at)![port]!.digest;
  const input = (wire: GraphInput): JobInput =>
    "many" in wire
      ? { many: wire.many.map(([label, from]) => [label, digest(from)]) }
      : digest(wire);
  return {
    run,
    node: node.name,
    stage: spec.name,
    modules: [...modulePaths(node.stage), ...(source?.modules ?? [])],
    pipeline: source === undefined ? null : {
      file: source.file,
      params: source.params ?? {},
      answers: source.answers ?? [],
    },
    loaded: loadedBy(source),
    sources: facts.sources.get(spec.name) ?? {},
    key,
    config: node.config,
    inputs: Object.fromEntries(
      Object.entries(node.inputs).map(([slot, wire]) => [slot, input(wire)]),
    ),
    seed: String(
      spec.random === true ? deriveSeed(graph.seed, node.config.seed) : 0n,
    ),
    engine: facts.engine.name,
    threads,
    ...(gpu === undefined ? {} : { gpu }),
    directory: facts.directory,
    store: store.directory,
    trace,
  };
}
