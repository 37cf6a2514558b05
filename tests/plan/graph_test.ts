import assert from "node:assert/strict";
import { z } from "zod";
import { grid } from "../../lib/dsl/grid.ts";
import { type AnyRef, defineStage, type Ref } from "../../lib/dsl/stage.ts";
import { definePipeline, type Targets } from "../../lib/dsl/pipeline.ts";
import { buildGraph } from "../../lib/plan/graph.ts";
import { data, distance, encode, prior, report, score } from "../../mod.ts";
import {
  emit,
  join,
  Numbers,
  subtract,
  Text,
  truncate,
} from "../fixtures/stages.ts";

function graphOf(targets: Targets) {
  return buildGraph(definePipeline({ name: "test", targets }));
}

Deno.test("buildGraph() makes equal nodes one node", () => {
  const a = emit({ values: [1] }).numbers;
  const b = emit({ values: [1] }).numbers;
  const c = emit({ values: [2] }).numbers;
  const graph = graphOf({
    x: subtract({ left: a, right: c }).numbers,
    y: subtract({ left: b, right: c }, { scale: 1 }).numbers,
    z: subtract({ left: c, right: b }).numbers,
  });
  assert.equal(graph.nodes.length, 4);
  assert.equal(graph.targets.x!.node, graph.targets.y!.node);
  assert.notEqual(graph.targets.x!.node, graph.targets.z!.node);
});

Deno.test("buildGraph() keeps the labels that merged nodes share", () => {
  const rows = grid({ seed: [0, 1], width: [4, 8] }, ({ width }) => {
    const { numbers } = emit({ values: [width] });
    return truncate({ numbers }).numbers;
  });
  const graph = graphOf({ text: join({ rows }).text });
  const emitted = graph.nodes.filter(({ stage }) => stage === emit);
  assert.deepEqual(emitted.map(({ labels }) => labels), [
    { width: "4" },
    { width: "8" },
  ]);
  assert.equal(graph.nodes.length, 5);
});

Deno.test("buildGraph() lists inputs before the nodes that read them", () => {
  const rows = grid({ i: [...Array(20).keys()] }, ({ i }) => {
    const left = emit({ values: [i] }).numbers;
    const right = truncate({ numbers: left }).numbers;
    return subtract({ left, right }).numbers;
  });
  const graph = graphOf({ text: join({ rows }).text });
  for (const node of graph.nodes) {
    for (const at of node.dependencies) {
      assert.ok(at < node.index);
      assert.ok(graph.nodes[at]!.dependents.includes(node.index));
    }
  }
  assert.equal(graph.names.size, graph.nodes.length);
});

Deno.test("buildGraph() survives a chain of 1,000 nodes", () => {
  let numbers = emit({ values: [1] }).numbers;
  for (let i = 0; i < 1000; i++) {
    numbers = subtract({ left: numbers, right: numbers }, { scale: i }).numbers;
  }
  assert.equal(graphOf({ numbers }).nodes.length, 1001);
});

Deno.test("buildGraph() refuses wires that do not fit", () => {
  const { numbers } = emit({ values: [1] });
  const { text } = join({ rows: { a: numbers } });
  const cases: [() => Ref, RegExp][] = [
    [
      () => subtract({ left: numbers, right: text } as never).numbers,
      /input 'right' of 'test.subtract' expects 'test\/numbers', got 'test\/text'/,
    ],
    [
      () => subtract({ left: numbers } as never).numbers,
      /input 'right' of 'test.subtract' is missing/,
    ],
    [
      () => truncate({ numbers, other: numbers } as never).numbers,
      /'test.truncate' has no input 'other'; it takes: numbers/,
    ],
    [
      () => join({ rows: numbers } as never).text,
      /takes a labelled record, got one artifact/,
    ],
    [
      () => truncate({ numbers: { a: numbers } } as never).numbers,
      /takes one artifact, got a labelled record/,
    ],
    [
      () => truncate({ numbers: { port: "x" } } as never).numbers,
      /input 'numbers' of 'test.truncate' is no output of a stage/,
    ],
    [
      () => truncate({ numbers: null } as never).numbers,
      /input 'numbers' of 'test.truncate' is no output of a stage/,
    ],
    [
      () => join({ rows: { a: numbers, b: null } } as never).text,
      /input 'rows' of 'test.join' is no output of a stage/,
    ],
  ];
  for (const [make, message] of cases) {
    assert.throws(() => graphOf({ x: make() }), {
      name: "PipelineError",
      code: "misuse",
      message,
    });
  }
});

Deno.test("buildGraph() refuses test data where something is fitted or chosen", () => {
  const { train, test } = data.synthetic({ size: 8 });
  const { encoder, scores } = encode.pca({ images: train });
  const { latents } = encode.apply({ encoder, images: test });
  const measured = distance.affine({ images: test, latents }).scores;
  const joined = score.join({ scores: { a: scores, b: measured } }).scores;
  const rows = { "latent=a,width=1": scores };
  const untyped = (inputs: unknown) => inputs as never;
  const cases: [() => AnyRef, RegExp][] = [
    [
      () => encode.pca(untyped({ images: test })).latents,
      /^Cannot wire the pipeline: input 'images' of 'encode.pca' may not see test data, and 'test' of 'data.synthetic' is; use training or validation data/,
    ],
    [
      () => prior.gaussian(untyped({ latents })).prior,
      /input 'latents' of 'prior.gaussian' may not see test data, and 'latents' of 'encode.apply' rests on 'test' of 'data.synthetic', which is/,
    ],
    [
      () =>
        report.decision(untyped({ quality: { a: joined }, cost: rows })).page,
      /input 'quality' of 'report.decision' may not see test data, and 'scores' of 'score.join' rests on 'test' of 'data.synthetic'/,
    ],
    [
      () =>
        report.decision(untyped({ quality: rows, cost: rows, final: rows }))
          .page,
      /input 'final' of 'report.decision' takes what rests on test data, but 'scores' of 'encode.pca' does not/,
    ],
  ];
  for (const [make, message] of cases) {
    assert.throws(() => graphOf({ x: make() }), {
      name: "PipelineError",
      code: "misuse",
      message,
    });
  }
  assert.equal(train.split, "open");
  assert.equal(joined.split, "test");
  const page =
    report.decision({ quality: rows, final: { a: joined }, cost: rows }).page;
  assert.equal(graphOf({ page }).nodes.length, 6);
});

Deno.test("buildGraph() refuses two stages of one name", () => {
  const impostor = defineStage({
    ...emit.spec,
    config: z.object({ values: z.array(z.number()) }),
  });
  assert.throws(
    () =>
      graphOf({
        a: emit({ values: [1] }).numbers,
        b: impostor({ values: [2] }).numbers,
      }),
    /two stages are named 'test.emit'/,
  );
});

Deno.test("buildGraph() refuses a config that cannot be keyed", () => {
  const dated = defineStage({
    name: "test.dated",
    version: 1,
    summary: "Takes a date",
    config: z.object({ day: z.date() }),
    inputs: {},
    outputs: { numbers: Numbers, text: Text },
    run: () => Promise.resolve({ numbers: [], text: "" }),
  });
  assert.throws(
    () => graphOf({ a: dated({ day: new Date(0) }).text }),
    /'test.dated config.day'.*got a Date/,
  );
});
