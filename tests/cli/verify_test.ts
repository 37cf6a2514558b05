import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { call } from "../fixtures/cli.ts";
import { listFiles, withFolder } from "../fixtures/folder.ts";
import { canMount, withMount } from "../fixtures/mount.ts";

const FLAKY = fileURLToPath(
  new URL("../fixtures/flaky_pipeline.ts", import.meta.url),
);
const NUMBERS = fileURLToPath(
  new URL("../fixtures/numbers_pipeline.ts", import.meta.url),
);

const MOUNTABLE = await canMount();
const LAUNCH = fileURLToPath(new URL("../../launch.ts", import.meta.url));

/** JSON lines that a command printed. */
function lines({ out }: { out: string }) {
  return out.trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("verify finds damage, says whose it is, and the next run repairs it", async () => {
  await withFolder(async (folder) => {
    const run = ["run", NUMBERS, "--executor", "inline"];
    assert.equal((await call(folder, ...run)).code, 0);
    const sound = await call(folder, "verify");
    assert.equal(sound.code, 0, sound.err);
    assert.match(sound.out, /^Checked 4 results, \d+ blobs/);
    assert.match(sound.out, /Nothing is wrong\n$/);
    const [summary] = lines(
      await call(
        folder,
        "show",
        NUMBERS,
        "numbers.page.page",
        "--json",
      ),
    );
    const { digest } = summary.artifacts[0];
    const path = join(folder, ".senzai", "cas", digest.slice(0, 2), digest);
    await Deno.writeTextFile(path, "spoilt");
    await Deno.utime(path, new Date(), new Date(1000));
    const first = await call(folder, "verify", "--json");
    assert.equal(first.code, 1);
    const [report] = lines(first);
    assert.equal(report.ok, false);
    assert.deepEqual(report.damaged[0].nodes, [
      { pipeline: "numbers", node: "numbers.page" },
    ]);
    assert.equal(report.damaged[0].state, "damaged");
    const text = await call(folder, "verify");
    assert.equal(text.code, 1);
    assert.match(
      text.out,
      /! blob \w{12} is missing \(numbers\.page: page\); made by numbers\.page of numbers/,
    );
    assert.match(text.out, /the next run makes it again/);
    assert.equal((await call(folder, ...run)).code, 0);
    assert.equal((await call(folder, "verify")).code, 0);
  });
});

Deno.test("verify --rerun compares, in words and in JSON", async () => {
  await withFolder(async (folder) => {
    const inline = ["--executor", "inline"];
    assert.equal((await call(folder, "run", FLAKY, ...inline)).code, 0);
    const text = await call(
      folder,
      "verify",
      FLAKY,
      "--rerun",
      "all",
      ...inline,
    );
    assert.equal(text.code, 1, text.err);
    assert.match(text.out, /Executing all 3 stored nodes again/);
    assert.match(
      text.out,
      /first difference in b \[2, 3\] at element 4: [\d.]+ → [\d.]+\n {2}1 of 6 elements differ/,
    );
    assert.match(text.out, /the stage is not deterministic/);
    assert.match(text.out, /2 same, 1 different\n$/);
    const sound = await call(
      folder,
      "verify",
      FLAKY,
      "--rerun",
      "5",
      "--only",
      "whole",
      "--json",
      ...inline,
    );
    assert.equal(sound.code, 0);
    const events = lines(sound);
    assert.deepEqual(
      events.map(({ event, status }) => `${event} ${status}`),
      ["rerun same", "rerun same", "verify ok"],
    );
    assert.equal(events.at(-1).same, 2);
    assert.deepEqual(listFiles(join(folder, ".senzai", "scratch")), []);
  });
});

Deno.test({
  name: "verify checks a read-only store with the permissions it is given",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(8, async (folder, makeReadOnly) => {
      const inline = ["--executor", "inline"];
      assert.equal((await call(folder, "run", FLAKY, ...inline)).code, 0);
      makeReadOnly();
      const launch = (...args: string[]) =>
        new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            "--no-config",
            "--no-prompt",
            "--quiet",
            "--allow-read",
            "--allow-env",
            "--allow-run",
            LAUNCH,
            ...args,
          ],
          env: { INIT_CWD: folder },
        }).output();
      const store = await launch("verify");
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.equal(store.code, 0, text(store.stderr));
      const rerun = await launch("verify", FLAKY, "--rerun", "all");
      assert.equal(rerun.code, 1, text(rerun.stderr));
      assert.match(text(rerun.stdout), /2 same, 1 different\n$/);
    });
  },
});

Deno.test("verify refuses what it does not understand", async () => {
  await withFolder(async (folder) => {
    const cases: [string[], RegExp][] = [
      [["verify"], /no such folder; name it with --store/],
      [["verify", "--rerun", "2"], /name their pipeline file/],
      [["verify", FLAKY], /with --rerun, or leave the file out/],
      [["verify", FLAKY, "--rerun", "some"], /positive integer or 'all'/],
      [
        ["verify", FLAKY, "--rerun", "1", "--engine", "abacus"],
        /engine 'abacus'/,
      ],
      [
        ["verify", FLAKY, "--rerun", "1"],
        /none of this pipeline is in the store/,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await call(folder, ...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(err, message);
      assert.equal(err.trim().split("\n").length, 1);
    }
  });
});
