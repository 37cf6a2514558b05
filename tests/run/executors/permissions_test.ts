import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunOptions } from "../../../lib/run/driver/options.ts";
import { workerFlags } from "../../../lib/run/executors/worker_flags.ts";
import { permissionFlags } from "../../../lib/run/executors/permission_flags.ts";
import { refusalOf } from "../../../lib/run/attempt/refusal.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { reach } from "../../fixtures/reaching_stages.ts";
import { play, readTarget } from "../../fixtures/run.ts";

type How = "write" | "net" | "run" | "import" | "env" | "wrapped";

/** Runs one stage in a worker; why it failed, or the text that it gave. */
async function tryTo(
  how: How,
  what: string,
  { folder, permissions = {} }: {
    readonly folder: string;
    readonly permissions?: Partial<NonNullable<RunOptions["permissions"]>>;
  },
): Promise<string> {
  const store = join(folder, "store");
  const run = await play(store, { text: reach({ how, what }).text }, {
    executor: "process",
    permissions: { write: [], net: [], run: [], ...permissions },
    force: ["test.reach"],
  });
  return run.status === "ok"
    ? readTarget(store, run, "text") as string
    : run.nodes[0]!.reason;
}

/** Serves one module, which is also one text, while `body` runs. */
async function withServer(body: (host: string) => Promise<void>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      new Response('export default "served"', {
        headers: { "content-type": "text/javascript" },
      }),
  );
  try {
    await body(`127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("permissionFlags() never turns an empty list into everything", () => {
  const flags = permissionFlags({ write: [""], net: [], run: ["", ""] });
  for (const name of ["write", "net", "run"]) {
    assert.ok(!flags.some((flag) => flag.startsWith(`--allow-${name}`)));
  }
});

Deno.test("workerFlags() imports from permitted hosts only, and hides secrets", () => {
  const none = { write: [], net: [], run: [] };
  assert.ok(workerFlags("/s", none).includes("--no-remote"));
  const flags = workerFlags("/s", {
    write: ["/out"],
    net: ["example.org"],
    run: ["sleep"],
    hidden: ["SECRET", "odd,name"],
  });
  assert.deepEqual(flags.slice(-5), [
    "--allow-write=/s,/out",
    "--allow-net=example.org",
    "--allow-run=sleep",
    "--allow-import=example.org",
    "--deny-env=SECRET",
  ]);
});

Deno.test("a stage writes outside the store only where senzai.json says so", async () => {
  await withFolder(async (folder) => {
    const what = join(folder, "out", "note.txt");
    Deno.mkdirSync(join(folder, "out"));
    const sentence =
      `Cannot run node 'test.reach': it wanted to write to '${what}', which stages may not; allow it in senzai.json with {"permissions":{"write":["${what}"]}}`;
    assert.equal(await tryTo("write", what, { folder }), sentence);
    assert.equal(await tryTo("wrapped", what, { folder }), sentence);
    assert.throws(() => Deno.statSync(what));
    const permissions = { write: [join(folder, "out")] };
    assert.equal(await tryTo("write", what, { folder, permissions }), "wrote");
  });
});

Deno.test("a stage reaches, and imports from, permitted hosts only", async () => {
  await withServer((host) =>
    withFolder(async (folder) => {
      const url = `http://${host}/m.js`;
      const remedy =
        `which stages may not; allow it in senzai.json with {"permissions":{"net":["${host}"]}}`;
      const prefix = "Cannot run node 'test.reach': it wanted to";
      assert.equal(
        await tryTo("net", url, { folder }),
        `${prefix} reach '${host}', ${remedy}`,
      );
      assert.equal(
        await tryTo("import", url, { folder }),
        `${prefix} import code from '${host}', ${remedy}`,
      );
      const elsewhere = { net: ["example.org"] };
      assert.equal(
        await tryTo("import", url, { folder, permissions: elsewhere }),
        `${prefix} import code from '${host}', ${remedy}`,
      );
      const permissions = { net: [host] };
      assert.match(await tryTo("net", url, { folder, permissions }), /served/);
      // Importing it would note it in the project's lock file.
    })
  );
});

Deno.test("a stage starts permitted programs only", async () => {
  await withFolder(async (folder) => {
    assert.match(
      await tryTo("run", "echo", { folder }),
      /: it wanted to start '.*echo', which stages may not; allow it in senzai\.json with \{"permissions":\{"run":\[".*echo"\]\}\}$/,
    );
    const permissions = { run: ["echo"] };
    assert.equal(
      await tryTo("run", "echo", { folder, permissions }),
      "hello\n",
    );
    assert.match(
      await tryTo("run", Deno.execPath(), { folder, permissions }),
      /it wanted to start '.*deno'/,
    );
  });
});

Deno.test("a stage cannot read the variable with the cache's secret", async () => {
  Deno.env.set("SENZAI_TEST_SECRET", "hush");
  try {
    await withFolder(async (folder) => {
      const name = "SENZAI_TEST_SECRET";
      assert.equal(await tryTo("env", name, { folder }), "hush");
      assert.match(
        await tryTo("env", name, { folder, permissions: { hidden: [name] } }),
        /it wanted to read or change the environment variable 'SENZAI_TEST_SECRET', which no stage may$/,
      );
    });
  } finally {
    Deno.env.delete("SENZAI_TEST_SECRET");
  }
});

Deno.test("refusalOf() leaves other errors alone", () => {
  assert.equal(refusalOf(new Error("Requires patience")), undefined);
  assert.equal(refusalOf("a string"), undefined);
  const ring = new Error("ring");
  ring.cause = ring;
  assert.equal(refusalOf(ring), undefined);
});
