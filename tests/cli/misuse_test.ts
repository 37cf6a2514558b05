import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const NUMBERS = fileURLToPath(
  new URL("../fixtures/numbers_pipeline.ts", import.meta.url),
);

const MISUSES: Readonly<Record<string, readonly [string[], RegExp]>> = {
  "no command": [[], /^Name a command; see deno task pipeline --help\n$/],
  "an unknown command": [["rnu", NUMBERS], /Unknown command 'rnu' .*run/],
  "an unknown flag": [
    ["run", NUMBERS, "--stroe", "x"],
    /Unknown option '--stroe' .*--store/,
  ],
  "a missing argument": [["run"], /Missing required argument 'file'/],
  "a missing file": [
    ["run", "no.ts"],
    /^Cannot open pipeline 'no\.ts': no such file\n$/,
  ],
  "a folder": [
    ["run", "."],
    /Cannot open pipeline '\.': it is a folder; name a \.ts or \.yaml file/,
  ],
  "a file of another type": [
    ["run", "a.txt"],
    /expected a \.ts or \.yaml file/,
  ],
  "a module that is no pipeline": [
    ["run", "no_pipeline.ts"],
    /its default export must be definePipeline/,
  ],
  "a module that does not parse": [
    ["run", "broken.ts"],
    /Cannot load pipeline 'broken\.ts': /,
  ],
  "a module that throws": [
    ["run", "throws.ts"],
    /Cannot load pipeline 'throws\.ts': on purpose/,
  ],
  "broken YAML": [
    ["run", "broken.yaml"],
    /^broken\.yaml:2:\d+: Cannot read YAML/,
  ],
  "a wiring mistake in YAML": [
    ["run", "wiring.yaml"],
    /^wiring\.yaml:3:\d+: Cannot wire node 'b'/,
  ],
  "a YAML import without stages": [
    ["run", "import.yaml"],
    /exports no stage; export what defineStage/,
  ],
  "an unknown parameter": [
    ["run", NUMBERS, "--set", "tpo=1"],
    /unknown setting 'tpo'; did you mean 'top'\?/,
  ],
  "a parameter of the wrong type": [
    ["run", NUMBERS, "--set", "top=many"],
    /top: expected number, received string/,
  ],
  "a setting without a value": [
    ["run", NUMBERS, "--set", "top"],
    /expected name=value/,
  ],
  "an unknown target": [["run", NUMBERS, "--only", "tabel"], /tabel/],
  "an unknown node": [
    ["explain", NUMBERS, "tabel"],
    /Cannot find 'tabel' in pipeline 'numbers'; did you mean 'table'\?/,
  ],
  "an unknown output": [
    ["show", NUMBERS, "numbers.page.pgae"],
    /Cannot find output 'pgae' of 'numbers\.page'; did you mean 'page'\?/,
  ],
  "an artifact that was never made": [
    ["show", NUMBERS, "table"],
    /it is not in the store; make it with run --only/,
  ],
  "an unknown engine": [
    ["run", NUMBERS, "--engine", "abacus"],
    /Cannot use engine 'abacus': expected one of auto, onnx, onnx-webgpu, onnx-cuda, onnx-cuda-tf32, cpu, webgpu, tensorflow, tensorflow-gpu/,
  ],
  "an unknown executor": [
    ["run", NUMBERS, "--executor", "x"],
    /process, inline/,
  ],
  "no threads": [
    ["run", NUMBERS, "--jobs", "0"],
    /expected a positive integer, got '0'/,
  ],
  "an unknown stage": [
    ["stages", "generate.gna"],
    /Cannot find stage 'generate\.gna'; did you mean 'generate\.gan'\?/,
  ],
  "a store that is not there": [["runs", "--store", "none"], /no such folder/],
};

async function fill(folder: string): Promise<void> {
  const files = {
    "a.txt": "text",
    "no_pipeline.ts": "export default 1;",
    "broken.ts": "export default (",
    "throws.ts": "throw new Error('on purpose');",
    "broken.yaml": "nodes:\n  a: [1",
    "wiring.yaml":
      "nodes:\n  a: { stage: prior.normal }\n  b: { stage: encode.pca, inputs: { image: a } }\ntargets: {}",
    "import.yaml": "import: [./no_pipeline.ts]\ntargets: {}",
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
}

for (const [name, [args, expected]] of Object.entries(MISUSES)) {
  Deno.test(`the command line answers ${name} with one sentence and exit code 2`, async () => {
    await withFolder(async (folder) => {
      await fill(folder);
      const { code, err } = await call(folder, ...args);
      assert.match(err, expected);
      assert.equal(err.trimEnd().split("\n").length, 1, err);
      assert.doesNotMatch(err, /\n\s+at /);
      assert.equal(code, 2);
    });
  });
}

Deno.test("--verbose adds the stack trace", async () => {
  await withFolder(async (folder) => {
    await fill(folder);
    const { code, err } = await call(folder, "run", "throws.ts", "--verbose");
    assert.match(err, /\n\s+at /);
    assert.equal(code, 2);
  });
});
