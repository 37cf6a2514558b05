import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { looksOfLoading, watchLoading } from "../../../lib/run/code/loading.ts";
import { withFolder } from "../../fixtures/folder.ts";

/** What a module with this text looks at while it is loaded. */
async function looksOf(text: string): Promise<string[]> {
  return await withFolder(async (folder) => {
    const path = join(folder, "module.ts");
    Deno.writeTextFileSync(path, text);
    Deno.writeTextFileSync(join(folder, "table.csv"), "1");
    const before = looksOfLoading().length;
    await watchLoading(() => import(pathToFileURL(path).href)).catch(() => {});
    return looksOfLoading().slice(before).map(({ at, name, place }) => {
      assert.equal(place?.path, path);
      const shown = name.startsWith(folder)
        ? name.slice(folder.length + 1)
        : name;
      return `${at} ${shown} ${place.line}`;
    });
  });
}

const FILE = `const file = import.meta.dirname + "/table.csv";`;

const CASES: readonly (readonly [text: string, look: string])[] = [
  [`${FILE}\nDeno.readTextFileSync(file);`, "file table.csv 2"],
  [`${FILE}\nawait Deno.readFile(file);`, "file table.csv 2"],
  [`${FILE}\n(() => Deno.openSync(file).close())();`, "file table.csv 2"],
  [`${FILE}\nDeno.statSync(file);`, "presence table.csv 2"],
  [
    `import { readFileSync } from "node:fs"; ${FILE}\nreadFileSync(file);`,
    "file table.csv 2",
  ],
  [
    `import * as fs from "fs"; ${FILE}\nfs.existsSync(file);`,
    "presence table.csv 2",
  ],
  [
    `import fs from "node:fs"; ${FILE}\nawait fs.promises.readFile(file);`,
    "file table.csv 2",
  ],
  [
    `import { readFile } from "node:fs/promises"; ${FILE}\nawait readFile(file);`,
    "file table.csv 2",
  ],
  [
    `await fetch(new URL("table.csv", import.meta.url));`,
    "file table.csv 1",
  ],
  [`Deno.env.get("HOME");`, "variable HOME 1"],
  [`import process from "node:process";\nprocess.env.HOME;`, "variable HOME 2"],
  [`Deno.env.toObject();`, "variables  1"],
  [`await fetch("http://localhost:1/x");`, "host localhost:1 1"],
  [`new Deno.Command("cat");`, "program cat 1"],
];

for (const [text, look] of CASES) {
  Deno.test(`watchLoading() notes ${look} of ${text.split("\n").at(-1)}`, async () => {
    assert.deepEqual(await looksOf(text), [look]);
  });
}

Deno.test("watchLoading() does not note what packages and functions do later", async () => {
  const text = `import "npm:sharp@0.35.5";
    export const later = () => Deno.env.get("HOME");`;
  assert.deepEqual(await looksOf(text), []);
  const before = looksOfLoading().length;
  Deno.env.get("HOME");
  assert.equal(looksOfLoading().length, before);
});
