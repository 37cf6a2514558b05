import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("the onnx engine passes TensorFlow.js's own tests", async () => {
  // In a process of its own: the suite puts its vocabulary in the global scope.
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", main, "--json"],
    stderr: "inherit",
  }).output();
  const { passed, failed } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(failed, 0);
  assert(passed > 4200, `${passed} passed`);
});
