import assert from "node:assert/strict";
import { join } from "node:path";
import { closureOf } from "../../../lib/run/code/closure.ts";
import { withFolder } from "../../fixtures/folder.ts";

const LOCK = {
  version: "5",
  specifiers: {
    "npm:decimal.js@^10": "10.4.3_peer@1.0.0",
    "npm:other@1": "1.0.0",
    "jsr:@std/csv@1": "1.0.1",
  },
  jsr: {
    "@std/csv@1.0.1": { integrity: "c1", dependencies: ["npm:deep@2"] },
  },
  npm: {
    "decimal.js@10.4.3_peer@1.0.0": {
      integrity: "a1",
      dependencies: ["helper", "alias@npm:deep@2.0.0"],
      optionalDependencies: ["native@1.0.0"],
    },
    "helper@1.2.0": { integrity: "b1", dependencies: ["decimal.js"] },
    "deep@2.0.0": { integrity: "d1" },
    "native@1.0.0": { integrity: "n1" },
    "other@1.0.0": { integrity: "o1" },
  },
  remote: { "https://example.org/mod.ts": "r1" },
};

const CODE = `
import Decimal from "decimal.js";
import { parse } from "jsr:@std/csv@1";
import { more } from "https://example.org/mod.ts";
export const own = defineStage(() => [Decimal, parse, more]);
`;

/** The digest of a stage whose packages a lock file pins. */
async function digestOf(lock: string): Promise<string> {
  return await withFolder(async (folder) => {
    const path = join(folder, "stage.ts");
    Deno.writeTextFileSync(path, CODE);
    Deno.writeTextFileSync(join(folder, "deno.lock"), lock);
    const { digest } = await closureOf({
      anchor: { path, line: 5, column: 20 },
      modules: [path],
      memos: new Map(),
      isOwn: () => false,
      isTool: () => false,
      config: {
        path: join(folder, "deno.json"),
        imports: { "decimal.js": "npm:decimal.js@^10" },
      },
    });
    return digest;
  });
}

Deno.test("closureOf() counts what the lock file pins of a package, however deep", async () => {
  const text = JSON.stringify(LOCK);
  const digest = await digestOf(text);
  assert.equal(await digestOf(JSON.stringify(LOCK, null, 2)), digest);
  assert.equal(await digestOf(text.replace('"o1"', '"o2"')), digest);
  const edits: [string, string][] = [
    ["10.4.3", "10.5.0"],
    ['"a1"', '"a2"'],
    ['"b1"', '"b2"'],
    ['"n1"', '"n2"'],
    ['"d1"', '"d2"'],
    ['"c1"', '"c2"'],
    ['"r1"', '"r2"'],
    ["helper@1.2.0", "helper@1.3.0"],
  ];
  const seen = new Set([digest]);
  for (const [from, to] of edits) {
    const changed = await digestOf(text.replaceAll(from, to));
    assert.ok(!seen.has(changed), from);
    seen.add(changed);
  }
});
