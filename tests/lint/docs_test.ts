import assert from "node:assert/strict";
import { undocumented } from "./docs.ts";

const SOURCE = `/** Documented. */
export interface Point {
  /** Metres. */
  readonly x: number;
  readonly y: number;
}
/** Infers its type. */
export const origin = Object.freeze({ x: 0, y: 0 });
export function norm(point: Point): number {
  return Math.hypot(point.x, point.y);
}
/** A stack. */
export class Stack {
  #size = 0;
  get size(): number {
    return this.#size;
  }
}
`;

/** What is undocumented in a module of this text. */
async function lint(source: string): Promise<string[]> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeTextFile(`${folder}/a.ts`, source);
    return await undocumented(["a.ts"], `${folder}/`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("undocumented() names functions and getters, and no fields", async () => {
  assert.deepEqual(await lint(SOURCE), [
    "a.ts:9:17 missing documentation of norm",
    "a.ts:15:7 missing documentation of size",
  ]);
});

Deno.test("undocumented() finds nothing where all is documented", async () => {
  assert.deepEqual(
    await lint("/** Half a turn, in radians. */\nexport const HALF = 3.14;\n"),
    [],
  );
});

Deno.test("undocumented() fails when a module does not parse", async () => {
  await assert.rejects(lint("export const = 1;\n"), /Cannot lint/);
});
