import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const NUMBERS = fileURLToPath(
  new URL("../fixtures/numbers_pipeline.ts", import.meta.url),
);

/** Calls a command that must succeed; its JSON lines. */
async function json(folder: string, ...args: string[]) {
  const { code, out, err } = await call(folder, ...args, "--json");
  assert.equal(code, 0, err);
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("run prints tables and page; a second run executes nothing", async () => {
  await withFolder(async (folder) => {
    const first = await call(folder, "run", NUMBERS);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /Done: 4 ran, 0 from the store/);
    assert.match(first.out, /table\ni +number\n─+ +─+\n1 +1\n2 +2\n/);
    const page = /Report: (.*)\n/.exec(first.out)![1]!;
    assert.match(await Deno.readTextFile(page), /<title>2</);
    const again = await json(folder, "run", NUMBERS);
    assert.deepEqual(
      again.map(({ event, status }) => `${event} ${status}`),
      ["node hit", "node hit", "node hit", "node hit", "run ok"],
    );
    const { ran, hits, failed } = again.at(-1);
    assert.deepEqual({ ran, hits, failed }, { ran: 0, hits: 4, failed: 0 });
  });
});

Deno.test("plan tells what a changed parameter re-runs, and why", async () => {
  await withFolder(async (folder) => {
    const [empty] = await json(folder, "plan", NUMBERS);
    assert.deepEqual([empty.hits, empty.runs, empty.pending], [0, 2, 2]);
    assert.equal(empty.seconds, null);
    assert.equal((await call(folder, "run", NUMBERS)).code, 0);
    const [changed] = await json(folder, "plan", NUMBERS, "--set", "top=5");
    assert.deepEqual([changed.hits, changed.runs, changed.pending], [1, 1, 2]);
    assert(changed.seconds > 0);
    const reasons = changed.nodes
      .filter(({ status }: { status: string }) => status === "run")
      .map(({ reason }: { reason: string }) => reason);
    assert.match(reasons[0], /never run|config/);
    const text = await call(folder, "plan", NUMBERS, "--set", "top=5");
    assert.match(text.out, /1 in the store, 1 to run, 2 waiting/);
    const nothing = await call(folder, "plan", NUMBERS);
    assert.match(nothing.out, /Nothing to do: 4 in the store/);
  });
});

Deno.test("explain names the field that changed", async () => {
  await withFolder(async (folder) => {
    const yaml = `${folder}/a.yaml`;
    const write = (scale: number) =>
      Deno.writeTextFile(
        yaml,
        `import: [./stages.ts]\nnodes:\n  a: { stage: numbers.number, config: { value: ${scale} } }\ntargets: { a: a }\n`,
      );
    await Deno.writeTextFile(
      `${folder}/stages.ts`,
      `export * from "${NUMBERS}";`,
    );
    await write(1);
    assert.equal((await call(folder, "run", yaml)).code, 0);
    await write(2);
    const [found] = await json(folder, "explain", yaml, "a");
    assert.equal(found.status, "run");
    assert.deepEqual(found.changes, [
      { path: ["config", "value"], before: 1, after: 2 },
    ]);
    const { out } = await call(folder, "explain", yaml, "numbers.number");
    assert.match(out, /config\.value: 1 → 2/);
  });
});

Deno.test("graph draws a pipeline in three languages", async () => {
  await withFolder(async (folder) => {
    const mermaid = await call(folder, "graph", NUMBERS);
    assert.match(mermaid.out, /^flowchart LR\n/);
    assert.match(mermaid.out, /numbers\.number × 2|numbers\.number/);
    const dot = await call(
      folder,
      "graph",
      NUMBERS,
      "--format",
      "dot",
      "--full",
    );
    assert.match(dot.out, /^digraph pipeline \{/);
    const path = `${folder}/g.svg`;
    const svg = await call(
      folder,
      "graph",
      NUMBERS,
      "--format",
      "svg",
      "--output",
      path,
    );
    assert.equal(svg.code, 0, svg.err);
    assert.match(await Deno.readTextFile(path), /<svg[\s\S]*numbers\.page/);
    const [drawing] = await json(folder, "graph", NUMBERS);
    assert(drawing.boxes.length >= 3);
  });
});

Deno.test("runs lists past runs and what one did", async () => {
  await withFolder(async (folder) => {
    await call(folder, "run", NUMBERS);
    await call(folder, "run", NUMBERS);
    const [runs] = await json(folder, "runs");
    assert.deepEqual(
      runs.map(({ status, ran }: { status: string; ran: number }) => [
        status,
        ran,
      ]),
      [["ok", 0], ["ok", 4]],
    );
    const [first] = await json(folder, "runs", runs[1].id);
    assert.equal(first.attempts.length, 4);
    const last = await call(folder, "runs", "last");
    assert.match(last.out, /numbers/);
  });
});

Deno.test("show summarises artifacts; export writes them for other programs", async () => {
  await withFolder(async (folder) => {
    await call(folder, "run", NUMBERS);
    const table = await call(folder, "show", NUMBERS, "table");
    assert.match(table.out, /i +number\n/);
    const [scores] = await json(folder, "show", NUMBERS, "numbers.number[i=1]");
    assert.deepEqual(scores.artifacts[0].summary, { number: 1 });
    const csv = `${folder}/t.csv`;
    const made = await call(folder, "export", NUMBERS, "table", "--to", csv);
    assert.equal(made.code, 0, made.err);
    assert.equal(await Deno.readTextFile(csv), "i,number\r\n1,1\r\n2,2\r\n");
    const again = await call(folder, "export", NUMBERS, "table", "--to", csv);
    assert.equal(again.code, 2);
    assert.match(again.err, /it exists already/);
    const wrong = await call(
      folder,
      "export",
      NUMBERS,
      "table",
      "--to",
      "a.png",
    );
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /expected \.json, \.csv/);
  });
});

Deno.test("report makes the page and its data, and prints both paths", async () => {
  await withFolder(async (folder) => {
    const lines = await json(folder, "report", NUMBERS);
    const { event, path, data } = lines.at(-1);
    assert.equal(event, "report");
    assert.match(await Deno.readTextFile(path), /<!doctype html>/);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(data)).rows, [[2]]);
  });
});

Deno.test("stages describes the catalogue; schema prints a JSON Schema", async () => {
  const [list] = await json(".", "stages");
  assert(list.length > 30);
  for (const { name, version, summary, config, inputs, outputs } of list) {
    assert(version >= 1 && summary.length > 0, name);
    assert.equal(config.type, "object", name);
    assert(inputs !== undefined && Object.keys(outputs).length > 0, name);
  }
  const one = await call(".", "stages", "generate.gan");
  assert.match(one.out, /width: integer > 0 ≤ 1024 = 16\. Channels/);
  const schema = await call(".", "schema");
  assert.match(JSON.parse(schema.out).$schema, /2020-12/);
});

Deno.test("doctor checks by using what it checks", async () => {
  await withFolder(async (folder) => {
    const [{ ok, checks }] = await json(folder, "doctor");
    assert.equal(ok, true, JSON.stringify(checks));
    const names = checks.map(({ name }: { name: string }) => name);
    for (const name of ["Deno", "engine onnx", "sharp", "store", "disk"]) {
      assert(names.includes(name), name);
    }
    const [pretrained, ...others] = checks.filter((
      { name }: { name: string },
    ) => name.startsWith("extractor "));
    assert.match(
      pretrained.detail,
      pretrained.ok
        ? /efficientnet_lite0.safetensors$/
        : /deno task features:pretrained brings them/,
    );
    assert.deepEqual(
      others.map(({ name }: { name: string }) => name.split(" ")[1]),
      ["onnx", "ssl", "random", "classifier"],
    );
  });
});

Deno.test("init makes a project that runs, and writes over nothing", async () => {
  await withFolder(async (folder) => {
    const made = await call(folder, "init", "mine");
    assert.equal(made.code, 0, made.err);
    const plan = await json(`${folder}/mine`, "plan", "pipeline.ts");
    assert(plan[0].runs > 0);
    const yaml = await json(`${folder}/mine`, "plan", "pipeline.yaml");
    assert.equal(yaml[0].pending, plan[0].pending);
    const run = await call(`${folder}/mine`, "run", "own_stage.ts");
    assert.equal(run.code, 0, run.err);
    assert.match(run.out, /brightness/);
    const again = await call(folder, "init", "mine");
    assert.equal(again.code, 2);
    assert.match(again.err, /it already holds .*; name a new or empty folder/);
  });
});

Deno.test("completion scripts name every command", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { out } = await call(".", "completion", shell);
    for (const name of ["run", "explain", "status", "logs", "diff"]) {
      assert.match(out, new RegExp(`\\b${name}\\b`), shell);
    }
  }
  const bash = await call(".", "completion", "bash");
  assert.match(bash.out, / runs\) flags=".*--limit.*" words="diff" ;;/);
  const check = new Deno.Command("bash", { args: ["-n"], stdin: "piped" })
    .spawn();
  const writer = check.stdin.getWriter();
  await writer.write(new TextEncoder().encode(bash.out));
  await writer.close();
  assert.equal((await check.status).code, 0);
});

Deno.test("every command has help with an example and exit code 0", async () => {
  const { out } = await call(".", "--help");
  const names = [...out.matchAll(/^ {2}([a-z]+) .*(\[options\]|\[command\])/gm)]
    .map((match) => match[1]!).filter((name) => name !== "help");
  assert(names.length >= 15, out);
  for (const name of names) {
    const help = await call(".", name, "--help");
    assert.equal(help.code, 0, name);
    assert.match(help.out, /Examples:\n {2}deno task pipeline /, name);
  }
});
