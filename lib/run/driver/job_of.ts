import { mapWires } from "../../dsl/wires.ts";
import { deriveSeed } from "../../plan/seed.ts";
import type { Settled } from "../../plan/settle.ts";
import type { Job } from "../attempt/job.ts";
import { modulePaths } from "../code/code.ts";
import type { GraphContext } from "./graph_context.ts";
import { loadedBy } from "./options.ts";

/** Freezes a settled node into what an executor needs. */
export function jobOf(
  { node, key }: Settled,
  { graph, store, facts, settler, source }: GraphContext,
  { run, threads, gpu, trace }: {
    /** Identifier of the run. */
    readonly run: string;
    /** Threads that the attempt may use. */
    readonly threads: number;
    /** Number of the GPU that it has, if it has one. */
    readonly gpu: number | undefined;
    /** Span of the attempt as a W3C `traceparent`, if there is one. */
    readonly trace: string | undefined;
  },
): Job {
  const { spec } = node.stage;
  const digest = ({ node: at, port }: { node: number; port: string }) =>
    settler.outputsOf(at)![port]!.digest;
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
      Object.entries(node.inputs)
        .map(([slot, input]) => [slot, mapWires(input, digest)]),
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
