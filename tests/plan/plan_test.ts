import assert from "node:assert/strict";
import { z } from "zod";
import { definePipeline, type Targets } from "../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import type { Manifest } from "../../lib/plan/manifest.ts";
import { neededFor } from "../../lib/plan/needed.ts";
import { planGraph } from "../../lib/plan/plan.ts";
import type { Found, History } from "../../lib/plan/record.ts";
import type { PlanFacts, Settled } from "../../lib/plan/settle.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import {
  draw,
  emit,
  join,
  Numbers,
  subtract,
  truncate,
} from "../fixtures/stages.ts";

/** A history in memory, told what each node gave. */
class Memory implements History {
  readonly records = new Map<string, Found>();
  readonly keys = new Map<string, string>();
  readonly kept = new Map<string, Manifest>();
  lookups = 0;

  tell(settled: Settled, digest: string, missing: string[] = []): void {
    const kinds = settled.node.stage.spec.outputs as Record<string, {
      name: string;
    }>;
    const outputs = Object.fromEntries(
      Object.entries(kinds).map(([port, { name }]) => [
        port,
        { digest, size: 1, kind: name, kindVersion: 1 },
      ]),
    );
    this.records.set(settled.key, { outputs, seconds: 1, missing });
    this.keys.set(settled.node.name, settled.key);
    this.kept.set(settled.key, settled.manifest);
  }

  find(keys: readonly string[]): Map<string, Found> {
    this.lookups++;
    return pick(this.records, keys);
  }

  latest(): Map<string, string> {
    return this.keys;
  }

  manifests(keys: readonly string[]): Map<string, Manifest> {
    return pick(this.kept, keys);
  }

  modules(): undefined {
    return undefined;
  }
}

function pick<V>(map: ReadonlyMap<string, V>, keys: readonly string[]) {
  return new Map(
    keys.filter((key) => map.has(key)).map((key) => [key, map.get(key)!]),
  );
}

function graphOf(targets: Targets, seed = 0) {
  return buildGraph(definePipeline({ name: "test", seed, targets }));
}

function verdicts(
  targets: Targets,
  history: History,
  facts: Partial<PlanFacts> & { seed?: number } = {},
): string[] {
  const graph = graphOf(targets, facts.seed);
  const plan = planGraph(graph, history, { numerics: "onnx/cpu", ...facts });
  return plan.nodes.map(({ node, status, reasons }) =>
    [node.stage.spec.name.slice(5), status, ...reasons.map((r) => r.text)]
      .join(" ")
  );
}

/** Plans again and again, giving each runnable node a digest, until all hit. */
function complete(
  targets: Targets,
  history: Memory,
  digest: (settled: Settled) => string = ({ key }) => key,
): void {
  for (let round = 0; round < 20; round++) {
    const plan = planGraph(graphOf(targets), history, { numerics: "onnx/cpu" });
    if (plan.hits === plan.nodes.length) return;
    for (const node of plan.nodes) {
      if (node.status === "run") history.tell(node, digest(node));
    }
  }
  assert.fail("the plan never came to an end");
}

function targetsWith(value: number): Targets {
  const left = emit({ values: [value] }).numbers;
  const right = emit({ values: [0] }).numbers;
  const whole = truncate({ numbers: left }).numbers;
  return { text: join({ rows: { whole, right } }).text };
}

Deno.test("planGraph() runs what has inputs and waits for the rest", () => {
  const [first, second, third, last] = verdicts(targetsWith(1), new Memory());
  assert.equal(first, "emit run never run");
  assert.match(second!, /^truncate pending after test\.emit/);
  assert.equal(third, "emit run never run");
  assert.match(last!, /^join pending after test\.truncate.*, test\.emit/);
});

Deno.test("planGraph() hits everything the second time", () => {
  const history = new Memory();
  complete(targetsWith(1), history);
  history.lookups = 0;
  assert.deepEqual(verdicts(targetsWith(1), history), [
    "emit hit",
    "truncate hit",
    "emit hit",
    "join hit",
  ]);
  assert.equal(history.lookups, 3, "one batch a level");
});

Deno.test("planGraph() stops where a changed node gives the same bytes", () => {
  const history = new Memory();
  const digest = ({ node }: Settled) => node.stage.spec.name;
  complete(targetsWith(1.5), history, digest);
  const [first] = verdicts(targetsWith(1.7), history);
  assert.match(first!, /^emit run config.values.0 1.5 → 1.7$/);
  complete(targetsWith(1.7), history, digest);
  assert.equal(history.records.size, 5, "only test.emit ran again");
});

Deno.test("planGraph() runs again what lost its bytes", () => {
  const history = new Memory();
  complete(targetsWith(1), history);
  const plan = planGraph(graphOf(targetsWith(1)), history, {
    numerics: "onnx/cpu",
  });
  history.tell(plan.nodes[0] as Settled, "x", ["numbers"]);
  const [first, second] = verdicts(targetsWith(1), history);
  assert.equal(first, "emit run outputs missing or damaged: numbers");
  assert.match(second!, /^truncate pending/);
});

Deno.test("planGraph() runs forced nodes and covers only needed ones", () => {
  const history = new Memory();
  complete(targetsWith(1), history);
  const graph = graphOf(targetsWith(1));
  const needed = neededFor(graph, [1]);
  assert.deepEqual([...needed].sort(), [0, 1]);
  const force = new Set(["test.truncate"]);
  assert.deepEqual(verdicts(targetsWith(1), history, { needed, force }), [
    "emit hit",
    "truncate run forced",
  ]);
});

/** Adds one to numbers, with tensors. */
const next = defineStage({
  name: "test.next",
  version: 1,
  summary: "Adds one",
  config: z.object({}),
  inputs: { numbers: Numbers },
  outputs: { numbers: Numbers },
  tensors: true,
  run: ({ inputs }) =>
    Promise.resolve({ numbers: inputs.numbers.map((n) => n + 1) }),
});

Deno.test("planGraph() takes results of other arithmetic only where it is accepted", () => {
  const history = new Memory();
  const targets = () => {
    const first = next({ numbers: emit({ values: [1] }).numbers }).numbers;
    return { last: next({ numbers: first }).numbers };
  };
  complete(targets(), history);
  const graph = graphOf(targets());
  const plan = (facts: Partial<PlanFacts>) =>
    planGraph(graph, history, { numerics: "onnx/cuda", ...facts }).nodes
      .map((node) => [
        node.status,
        "elsewhere" in node ? node.elsewhere : undefined,
      ]);
  assert.deepEqual(plan({}), [
    ["hit", undefined],
    ["run", undefined],
    ["pending", undefined],
  ]);
  assert.deepEqual(plan({ told: ["onnx/cuda", "cpu", "onnx/cpu"] }), [
    ["hit", undefined],
    ["run", "onnx/cpu"],
    ["pending", undefined],
  ]);
  assert.deepEqual(plan({ accepted: ["cpu", "onnx/cpu"] }), [
    ["hit", undefined],
    ["hit", "onnx/cpu"],
    ["hit", "onnx/cpu"],
  ]);
  // What is forced runs, whatever is accepted.
  const force = new Set(["test.next"]);
  assert.deepEqual(plan({ accepted: ["onnx/cpu"], force }), [
    ["hit", undefined],
    ["run", undefined],
    ["pending", undefined],
  ]);
  // A result of the own class comes first.
  const [, own] = planGraph(graph, history, { numerics: "onnx/cuda" }).nodes;
  history.tell(own as Settled, "other");
  assert.deepEqual(plan({ accepted: ["onnx/cpu"] })[1], ["hit", undefined]);
});

Deno.test("planGraph() keys the seed of random stages and of no others", () => {
  const targets = () => ({
    drawn: draw({ count: 2 }).numbers,
    given: emit({ values: [1] }).numbers,
  });
  const history = new Memory();
  complete(targets(), history);
  assert.deepEqual(verdicts(targets(), history, { seed: 1 }), [
    "draw run pipeline seed 0 → 1",
    "emit hit",
  ]);
});

Deno.test("planGraph() keys the content of files in place of their path", () => {
  const history = new Memory();
  const targets = { a: emit({ values: [1] }).numbers };
  const files = (digest: string) => ({
    files: new Map([[0, { values: digest }]]),
  });
  const graph = graphOf(targets);
  const facts = { numerics: "x", ...files("1") };
  const [first] = planGraph(graph, history, facts).nodes;
  history.tell(first as Settled, "x");
  assert.equal((first as Settled).manifest.config.values, undefined);
  assert.deepEqual(verdicts(targets, history, { ...files("1") }), ["emit hit"]);
  assert.deepEqual(verdicts(targets, history, files("2")), [
    "emit run content of values changed",
  ]);
});

Deno.test("planGraph() keys the code of user-defined stages", () => {
  const history = new Memory();
  const targets = { a: emit({ values: [1] }).numbers };
  const codes = (digest: string) => ({
    codes: new Map([["test.emit", digest]]),
  });
  const plan = planGraph(graphOf(targets), history, {
    numerics: "x",
    ...codes("1"),
  });
  history.tell(plan.nodes[0] as Settled, "x");
  assert.deepEqual(verdicts(targets, history, codes("1")), ["emit hit"]);
  assert.deepEqual(verdicts(targets, history, codes("2")), [
    "emit run code of stage 'test.emit' changed",
  ]);
});

Deno.test("planGraph() tells apart swapped inputs", () => {
  const history = new Memory();
  const a = emit({ values: [1] }).numbers;
  const b = emit({ values: [2] }).numbers;
  complete({ x: subtract({ left: a, right: b }).numbers }, history);
  const swapped = { x: subtract({ left: b, right: a }).numbers };
  assert.match(verdicts(swapped, history)[2]!, /^subtract run/);
});
