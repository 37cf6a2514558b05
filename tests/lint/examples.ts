/**
 * Checks and runs the examples in the documentation:
 * `deno run -A tests/lint/examples.ts [paths]`, by default of all modules.
 *
 * `deno test --doc` puts imports of everything that a module exports before
 * each of its examples, which `noUnusedLocals` would refuse. So the examples
 * run under the project's settings without this one.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const { imports, compilerOptions } = config;
const folder = await Deno.makeTempDir({ prefix: "senzai-examples-" });
const file = `${folder}/deno.json`;
try {
  await Deno.writeTextFile(
    file,
    JSON.stringify({
      imports,
      compilerOptions: { ...compilerOptions, noUnusedLocals: false },
    }),
  );
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--doc", "--config", file],
      ...["--lock", "deno.lock", "--frozen"],
      ...["--preload", "tests/fixtures/strict_assert.ts"],
      ...Deno.args.length > 0 ? Deno.args : ["lib", "stages"],
    ],
    cwd: ROOT,
  }).spawn().status;
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
}
