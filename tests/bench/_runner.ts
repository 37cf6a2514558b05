import { grid } from "../../lib/dsl/grid.ts";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { runGraph } from "../../lib/run/run.ts";
import { Store } from "../../lib/store/store.ts";
import { withFolder } from "../fixtures/folder.ts";
import { emit, join, truncate } from "../fixtures/stages.ts";

const REPEATS = 5;

/** Graph, plan and index of pipelines: the first run, and one with nothing to do. */
export async function* benchRunner() {
  for (const pairs of [50, 500]) {
    yield* await withFolder((folder) => measure(folder, pairs));
  }
}

async function measure(folder: string, pairs: number) {
  const seconds = async () => {
    const started = performance.now();
    const rows = grid({ i: [...Array(pairs).keys()] }, ({ i }) => {
      const { numbers } = emit({ values: [i + 0.5] });
      return truncate({ numbers }).numbers;
    });
    const graph = buildGraph(
      definePipeline({ name: "many", targets: join({ rows }) }),
    );
    using store = Store.open(folder);
    await runGraph(graph, store, { executor: "inline" });
    return (performance.now() - started) / 1000;
  };
  const line = (name: string, value: number) => ({
    runner: "senzai",
    nodes: 2 * pairs + 1,
    case: name,
    seconds: +value.toFixed(4),
    peak_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
  });
  const first = line("first", await seconds());
  const noops: number[] = [];
  for (let i = 0; i < REPEATS; i++) noops.push(await seconds());
  return [first, line("noop", Math.min(...noops))];
}
