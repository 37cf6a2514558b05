import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "./layers.ts";

/** Rules that complain about a source, were it at a path of the tree. */
function complaints(path: string, source: string): string[] {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, file, source).map(({ id }) => id);
}

const CASES: readonly (readonly [string, string, string[]])[] = [
  ["lib/nn/a.ts", 'import "../../stages/mod.ts";', ["senzai/layers"]],
  ["lib/nn/a.ts", 'import "../stats/random.ts";', []],
  ["stages/encode/mod.ts", 'import "../../pipelines/x.ts";', ["senzai/layers"]],
  ["stages/mod.ts", 'export * from "../mod.ts";', ["senzai/layers"]],
  ["pipelines/a.ts", 'import "../mod.ts";', []],
  ["lib/dsl/a.ts", 'import "../store/mod.ts";', ["senzai/pure-imports"]],
  ["lib/dsl/a.ts", 'import type { Store } from "../store/mod.ts";', []],
  ["lib/plan/a.ts", 'import "node:fs";', ["senzai/pure-imports"]],
  ["lib/plan/a.ts", "Deno.readTextFileSync('a');", ["senzai/platform"]],
  ["lib/store/a.ts", "Deno.readTextFileSync('a');", ["senzai/platform"]],
  ["stages/data/_a.ts", "let a: Deno.FileInfo;", ["senzai/platform"]],
  ["lib/cli/a.ts", "const { exit } = Deno;", ["senzai/platform"]],
  ["lib/cli/a.ts", "// As Deno does\nexit();", []],
  ["lib/platform/a.ts", "Deno.readTextFileSync('a');", []],
  ["lib/run/a.ts", "Deno.readTextFileSync('a');", ["senzai/platform"]],
  ["lib/tensor/engines/cuda/build.ts", "Deno.exit(1);", []],
  ["lib/plan/a.ts", 'import "../platform/files.ts";', [
    "senzai/pure-imports",
  ]],
  ["stages/data/a.ts", 'import "sharp";', ["senzai/cheap-stages"]],
  [
    "stages/data/a.ts",
    'import { random } from "../../lib/stats/random.ts";',
    ["senzai/cheap-stages"],
  ],
  ["stages/data/_a.ts", 'import "sharp";', ["senzai/cheap-stages"]],
  ["stages/data/a.ts", 'import "./work/b.ts";', ["senzai/cheap-stages"]],
  ["stages/data/a.ts", 'await import("./work/b.ts");', []],
  ["stages/data/a.ts", 'import type { B } from "./work/b.ts";', []],
  ["stages/data/a.ts", 'import "../encode/config.ts";', []],
  ["stages/data/mod.ts", 'import "./work/b.ts";', []],
  ["stages/data/work/_a.ts", 'import "sharp";', []],
  ["lib/run/stop/a.ts", 'import "../code/_b.ts";', ["senzai/private-files"]],
  ["lib/run/code/a.ts", 'import "./_b.ts";', []],
  [
    "lib/cli/a.ts",
    'import type { B } from "../run/code/_b.ts";',
    ["senzai/private-files"],
  ],
  ["stages/data/a.ts", 'import { z } from "zod";', []],
  [
    "stages/study/work/a.ts",
    'import type { B } from "../../report/work/_b.ts";',
    ["senzai/private-files"],
  ],
  [
    "stages/study/a.ts",
    'await import("./work/_b.ts");',
    ["senzai/private-files"],
  ],
  ["lib/dsl/yaml/a.ts", 'import "../_b.ts";', ["senzai/private-files"]],
  ["lib/store/a.ts", 'import "./gc/_b.ts";', ["senzai/private-files"]],
  ["lib/tensor/a.ts", 'import "./_b.ts";', []],
  ["tests/stats/a.ts", 'import "../../lib/_b.ts";', ["senzai/private-files"]],
  ["tests/fault/a.ts", 'import "./kinds/_b.ts";', []],
];

for (const [path, source, expected] of CASES) {
  Deno.test(`layer rules: ${path} with ${source} gives [${expected}]`, () => {
    assert.deepEqual(complaints(path, source), expected);
  });
}
