import { build, type Plugin, stop } from "esbuild";
import { createRequire, isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";

/** Run first, so that the tests know the engine when they are declared. */
const ENTRY = `
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
setTestEnvs([{ name: "onnx", backendName: "onnx", isDataSync: true }]);
`;

const ROOT = fileURLToPath(new URL(".", import.meta.url));

/** What the tests of TensorFlow.js take for granted, and they themselves. */
const TESTS = [
  "setup",
  "@tensorflow/tfjs-core/dist/index.js",
  "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js",
  "@tensorflow/tfjs-core/dist/register_all_gradients.js",
  "@tensorflow/tfjs-core/dist/tests.js",
].map((module) => `import ${JSON.stringify(module)};`).join("\n");

/**
 * Finds packages where Deno keeps them. The suite is written for bundlers: its
 * imports have no extensions, and some are CommonJS.
 */
const packages: Plugin = {
  name: "packages",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^setup$/ }, () => ({
      path: "setup",
      namespace: "setup",
    }));
    onLoad({ filter: /^setup$/, namespace: "setup" }, () => ({
      contents: ENTRY,
      resolveDir: ROOT,
    }));
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      if (isBuiltin(path)) return { path, external: true };
      try {
        return { path: locate(path, importer) };
      } catch {
        // An optional package, asked for inside a try.
        return { path, external: true };
      }
    });
  },
};

/** Path of a package's file, as the importing module sees it. */
function locate(name: string, importer: string): string {
  const core = "@tensorflow/tfjs-core/";
  if (name.startsWith(core)) {
    const main = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-core"));
    const root = main.slice(0, main.lastIndexOf("/dist/") + 1);
    return root + name.slice(core.length);
  }
  const own = name.startsWith("jasmine-core");
  return createRequire(own ? import.meta.url : importer).resolve(name);
}

/**
 * Bundles the test suite inside `@tensorflow/tfjs-core` into one module.
 *
 * @param path File to write
 */
export async function bundleSuite(path: string): Promise<void> {
  await build({
    stdin: { contents: TESTS, resolveDir: ROOT },
    outfile: path,
    bundle: true,
    format: "esm",
    platform: "node",
    // The package declares its tests free of side effects.
    ignoreAnnotations: true,
    logLevel: "error",
    banner: {
      js:
        'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    plugins: [packages],
  });
  await stop();
}
