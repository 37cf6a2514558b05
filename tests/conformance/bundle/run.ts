/**
 * Bundles the test suite inside `@tensorflow/tfjs-core`, and the Jasmine that
 * runs it, into two modules: `suite.mjs` and `jasmine.mjs` in FOLDER.
 */
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Not a literal, for the project's type check does not know the package.
const specifier = "esbuild";
const { build, stop } = await import(specifier);

interface Imported {
  readonly path: string;
  readonly importer: string;
}

/** What this script calls of a plugin's `PluginBuild`. */
interface Build {
  onResolve(
    of: { readonly filter: RegExp },
    answer: (imported: Imported) => Readonly<Record<string, unknown>>,
  ): void;
  onLoad(
    of: { readonly filter: RegExp; readonly namespace: string },
    answer: () => Readonly<Record<string, unknown>>,
  ): void;
}

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

const JASMINE =
  'export { default } from "jasmine-core/lib/jasmine-core/jasmine.js";';

/**
 * Finds packages where Deno keeps them. The suite is written for bundlers: its
 * imports have no extensions, and some are CommonJS.
 */
const packages = {
  name: "packages",
  setup({ onResolve, onLoad }: Build) {
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

async function bundle(contents: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: ROOT },
    outfile,
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
}

const [folder = "."] = Deno.args;
await bundle(TESTS, join(folder, "suite.mjs"));
await bundle(JASMINE, join(folder, "jasmine.mjs"));
await stop();
