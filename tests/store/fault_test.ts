import assert from "node:assert/strict";

const FAULT = new URL("../../lib/store/fault.ts", import.meta.url).href;

Deno.test("faultPoint() strikes once, at the passage that was asked for", async () => {
  const code = `
    import { faultPoint } from ${JSON.stringify(FAULT)};
    const struck = [];
    for (let i = 1; i <= 6; i++) {
      try {
        faultPoint("blob:synced");
        faultPoint("blob:written");
      } catch (error) {
        struck.push([i, error.message]);
      }
    }
    console.log(JSON.stringify(struck));
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { SENZAI_FAULT: "eio@blob:synced#2" },
  }).output();
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), [
    [2, "Input/output error (os error 5)"],
  ]);
});
