import assert from "node:assert/strict";
import { join } from "node:path";
import { readSettings } from "../../lib/cli/settings.ts";
import { withFolder } from "../fixtures/folder.ts";

Deno.test("readSettings() takes the nearest file and fills in defaults", async () => {
  await withFolder((folder) => {
    const inner = join(folder, "a", "b");
    Deno.mkdirSync(inner, { recursive: true });
    assert.deepEqual(readSettings(inner), {
      prices: {},
      permissions: { net: [], run: [], write: [] },
    });
    const path = join(folder, "senzai.json");
    Deno.writeTextFileSync(
      path,
      '{"currency":"EUR","cache":{"url":"http://127.0.0.1:1/c"}}',
    );
    const settings = readSettings(inner);
    assert.equal(settings.path, path);
    assert.equal(settings.currency, "EUR");
    assert.deepEqual(settings.cache, {
      url: "http://127.0.0.1:1/c",
      mode: "read-write",
    });
  });
});

Deno.test("readSettings() reads a file with a byte order mark", async () => {
  await withFolder((folder) => {
    const text = '\ufeff{"currency":"EUR"}';
    Deno.writeTextFileSync(join(folder, "senzai.json"), text);
    assert.equal(readSettings(folder).currency, "EUR");
  });
});

Deno.test("readSettings() names the file and the setting that is wrong", async () => {
  const cases = {
    "{": /senzai\.json: /,
    '{"curency":"EUR"}': /unknown setting 'curency'; did you mean 'currency'/,
    '{"currency":"euro"}': /currency: expected three letters/,
    '{"prices":{"*":-1}}': /prices\.\*: /,
    '{"cache":{"url":"ftp://x"}}': /cache\.url: /,
    '{"permissions":{"net":"all"}}': /permissions\.net: expected array/,
    '{"permissions":{"net":["*"]}}': /permissions\.net\.0: expected a host/,
    '{"cache":{"url":"http://h/c?token=hunter2"}}':
      /cache\.url: expected an address without '\?' and '#'/,
    '{"cache":{"url":"http://h/c#x"}}': /cache\.url: expected an address/,
  };
  await withFolder((folder) => {
    for (const [text, message] of Object.entries(cases)) {
      Deno.writeTextFileSync(join(folder, "senzai.json"), text);
      assert.throws(() => readSettings(folder), {
        name: "PipelineError",
        code: "misuse",
        message,
      });
      assert.throws(
        () => readSettings(folder),
        (error: Error) => !error.message.includes("hunter2"),
      );
    }
  });
});
