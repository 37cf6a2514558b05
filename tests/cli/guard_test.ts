import assert from "node:assert/strict";
import { call } from "../fixtures/cli.ts";
import { withFolder } from "../fixtures/folder.ts";

const PIPELINE = new URL("../fixtures/numbers_pipeline.ts", import.meta.url);

async function plan(files: Readonly<Record<string, string>>) {
  return await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const { code, err } = await call(folder, "plan", Object.keys(files)[0]!);
    return { code, err: err.replaceAll(folder, "") };
  });
}

Deno.test("main() names the module that ends the program while it is loaded", async () => {
  const again = `export { default } from "${PIPELINE}";\n`;
  const exits = {
    "Deno.exit(0)": "Deno.exit(0)",
    "process.exit(0)": '(await import("node:process")).default.exit(0)',
  };
  for (const [what, text] of Object.entries(exits)) {
    assert.deepEqual(
      await plan({
        "mine.ts": `import "./helper.ts";\n${again}`,
        "helper.ts": `export {};\n${text};\n`,
      }),
      {
        code: 2,
        err:
          "Cannot go on: /helper.ts:2 ends the program with exit code 0; what a pipeline loads must not\n",
      },
      what,
    );
  }
});

Deno.test("main() tells where a module is broken", async () => {
  assert.deepEqual(
    await plan({ "mine.ts": "export default {\n  a: 1,,\n};" }),
    {
      code: 2,
      err:
        "Cannot load pipeline 'mine.ts': SyntaxError: Unexpected token `,`. Expected identifier, string literal, numeric literal or [ for the computed key (/mine.ts:2:8)\n",
    },
  );
  assert.deepEqual(await plan({ "mine.ts": "\nimport './none.ts';" }), {
    code: 2,
    err:
      `Cannot load pipeline 'mine.ts': Module not found "file:///none.ts" (/mine.ts:2:8)\n`,
  });
  const { code, err } = await plan({
    "mine.ts": "const nothing = undefined as never;\nnothing['b']();",
  });
  assert.equal(code, 2);
  assert.match(err, /^Cannot load pipeline 'mine.ts': .*\(\/mine.ts:2:8\)\n$/);
});

Deno.test("main() goes on when a timer of a module fails", async () => {
  const { code, err } = await plan({
    "mine.ts": `export { default } from "${PIPELINE}";
setTimeout(() => { throw new Error("boo"); });
await new Promise((done) => setTimeout(done, 50));`,
  });
  assert.equal(code, 0, err);
  assert.equal(err, "! /mine.ts:2 failed while nothing waited for it: boo\n");
});
