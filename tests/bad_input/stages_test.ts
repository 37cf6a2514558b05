import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withFolder } from "../fixtures/folder.ts";
import { pipeline } from "../fixtures/pipeline.ts";

const FRAGILE = fileURLToPath(
  new URL("../fixtures/fragile_pipeline.ts", import.meta.url),
);

/** What a run says of each way to misbehave. */
const SENTENCES: Readonly<Record<string, RegExp>> = {
  "throw": /: Cannot weigh the images: the scales are empty$/,
  "throw a string": /: no error at all$/,
  "NaN score":
    /output 'scores' .*value of 'brightness' is NaN; expected a finite number$/,
  "NaN code":
    /output 'latents' .*'codes' holds NaN at element 3; stages must return finite numbers$/,
  "wrong kind":
    /output 'latents' .*expected a record with codes, count, dim, got one with pixels, shape, labels, classes$/,
  "swapped": /output 'scores' .*value of 'codes' is undefined/,
  "a number": /output 'scores' .*expected a record, got number$/,
  "double precision":
    /output 'latents' .*'codes' is a Float64Array: expected a Float32Array/,
  "missing port":
    /it returned nothing for its output 'latents'; return every output/,
  "extra port":
    /it returned 'image', which is none of its outputs: 'scores', 'latents'; declare it or leave it out$/,
  "nothing": /it returned undefined; return a record with 'scores', 'latents'$/,
  "exit":
    /: it ended its process with exit code 0 \(.*fragile_pipeline\.ts:\d+\); a stage must return or throw$/,
  "exit 3":
    /: it ended its process with exit code 3 \(.*fragile_pipeline\.ts:\d+\)/,
};

Deno.test("a stage that misbehaves is one failed node with one sentence", async () => {
  await withFolder(async (folder) => {
    for (const [how, sentence] of Object.entries(SENTENCES)) {
      const args = ["run", FRAGILE, "--store", "store", "--set", `how=${how}`];
      const { code, out, err } = await pipeline(folder, ...args);
      assert.equal(code, 1, how);
      const [first, second, ...rest] = err.trimEnd().split("\n");
      assert.ok(first!.startsWith("✗ Cannot run node 'own.fragile': "), err);
      assert.match(first!, sentence, `${how}: ${first}`);
      assert.match(second!, /^ {2}log: .*own\.fragile\.1\.log$/, how);
      assert.deepEqual(rest, [], how);
      // What does not hang on it is made, and shown.
      assert.match(out, /\nwhole\n/);
      assert.match(out, /Failed: .*1 failed, 1 not run/);
      assert.match(out, /- report\.table: its input own\.fragile failed/);
    }
    const well = await pipeline(
      folder,
      "run",
      FRAGILE,
      "--store",
      "store",
      "--set",
      "how=well",
    );
    assert.equal(well.code, 0);
    assert.match(well.out, /Done: 2 ran, 3 from the store/);
    assert.equal(well.err, "");
  });
});

Deno.test("a failed node speaks on standard error however much is printed", async () => {
  await withFolder(async (folder) => {
    const args = ["run", FRAGILE, "--store", "store", "--set", "how=throw"];
    const sentence =
      "✗ Cannot run node 'own.fragile': Cannot weigh the images: the scales are empty";
    const quiet = await pipeline(folder, ...args, "--quiet");
    assert.equal(quiet.code, 1);
    assert.equal(quiet.err.split("\n")[0], sentence);
    const json = await pipeline(folder, ...args, "--json");
    assert.equal(json.code, 1);
    assert.equal(json.err.split("\n")[0], sentence);
    const events = json.out.trimEnd().split("\n")
      .map((line) => JSON.parse(line));
    const failed = events.find(({ status }) => status === "failed");
    assert.equal(failed.node, "own.fragile");
    assert.equal(`✗ ${failed.reason}`, sentence);
    assert.equal(events.at(-1).status, "failed");
    assert.doesNotMatch(quiet.err + json.err, /fragile_pipeline\.ts:\d+/);
    const verbose = await pipeline(folder, ...args, "--verbose");
    assert.equal(verbose.code, 1);
    assert.match(verbose.err, /Log of own\.fragile:\n/);
    assert.match(verbose.err, / {4}at .*fragile_pipeline\.ts:\d+/);
  });
});
