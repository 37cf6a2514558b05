import assert from "node:assert/strict";
import { circlesOf, complaintsOf, importsOf } from "./circles.ts";

Deno.test("importsOf() finds what is imported, re-exported, imported as a type and when needed", () => {
  const source = `
    import { a } from "./a.ts";
    import type { B } from "../b.ts";
    export * from "./c/mod.ts";
    import "./d.ts";
    import { z } from "zod";
    const e: import("./e.ts").E = (await import("./f.ts")).f;
    // import "./g.ts";
  `;
  assert.deepEqual(importsOf("lib/x/y.ts", source).sort(), [
    "lib/b.ts",
    "lib/x/a.ts",
    "lib/x/c/mod.ts",
    "lib/x/d.ts",
    "lib/x/e.ts",
    "lib/x/f.ts",
  ]);
});

Deno.test("circlesOf() keeps apart circles that lead to one another", () => {
  const imports = new Map([
    ["main", ["a", "c"]],
    ["a", ["b"]],
    ["b", ["a", "c", "leaf"]],
    ["c", ["d"]],
    ["d", ["e", "leaf"]],
    ["e", ["c"]],
    ["leaf", []],
  ]);
  assert.deepEqual(circlesOf(imports), [["a", "b"], ["c", "d", "e"]]);
});

Deno.test("circlesOf() finds none where two ways lead to one module", () => {
  const imports = new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]]]);
  assert.deepEqual(circlesOf(imports), []);
});

Deno.test("complaintsOf() names circles that are new, and known ones that are gone", () => {
  const imports = new Map([
    ["a", ["b"]],
    ["b", ["a"]],
    ["c", ["d"]],
    ["d", ["c"]],
  ]);
  assert.deepEqual(complaintsOf(imports, ["c"]).length, 1);
  assert.match(complaintsOf(imports, ["c"])[0]!, /one another.*: a, b$/);
  assert.deepEqual(complaintsOf(imports, ["b", "c"]), []);
  assert.match(
    complaintsOf(new Map(), ["c"])[0]!,
    /^c is in no circle now/,
  );
});
