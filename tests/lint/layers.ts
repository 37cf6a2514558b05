/**
 * Lint rules of the architecture: dependencies point one way, the core is
 * pure, declaring a stage is cheap, and what a folder keeps to itself stays
 * there.
 *
 * @module
 */
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folders and files of the tree, each of which may import those before it. */
const LAYERS = ["lib", "stages", "mod.ts", "cli.ts", "pipelines", "examples"];

/** Folders of `lib` that do no input or output. */
const PURE = /^lib\/(dsl|plan|stats|verdict|nn|image|torch)\//;

/** Where `Deno` may stand: the adapter, and programs that build. */
const OF_DENO =
  /^lib\/(platform\/|pretrained\/fetch\.ts|tensor\/engines\/(program|\w+\/build)\.ts)/;

const EFFECTS = /^(sharp|onnxruntime-node|node:(fs|child_process|net|http|os))/;

/** Path of a file relative to the tree, with forward slashes. */
function pathOf(file: string): string {
  return relative(ROOT, file).replaceAll("\\", "/");
}

/** What a relative import leads to, relative to the tree. */
function targetOf(specifier: string, file: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return pathOf(resolve(dirname(file), specifier));
}

function rankOf(path: string): number {
  return LAYERS.findIndex((layer) =>
    path === layer || path.startsWith(`${layer}/`)
  );
}

type Checker = (
  specifier: string,
  at: { readonly path: string; readonly target: string | undefined },
) => string | undefined;

/** Imports against the direction of the layers. */
function checkLayer(
  _: string,
  { path, target }: Parameters<Checker>[1],
): string | undefined {
  if (target === undefined) return undefined;
  const from = rankOf(path);
  const to = rankOf(target);
  if (from < 0 || to <= from) return undefined;
  return `${LAYERS[from]} must not import ${
    LAYERS[to]
  }: dependencies point one way`;
}

/** Effects in the pure core. */
function checkPure(
  specifier: string,
  { path, target }: Parameters<Checker>[1],
): string | undefined {
  if (!PURE.test(path)) return undefined;
  const effect = EFFECTS.test(specifier) ||
    (target !== undefined && /^lib\/(platform|store|run|cli)\//.test(target));
  return effect
    ? `${
      path.split("/").slice(0, 2).join("/")
    } is pure: it imports nothing with effects`
    : undefined;
}

/** A file that declares a stage, or that such a file imports. */
const STAGE_FILE = /^stages\/(?!kinds\/)\w+\/(?!mod\.ts)[^/]+$/;

/** What is read with a stage's declaration: no `work` of a family. */
const CHEAP = /^(stages\/(\w+\/)?[^/]+|lib\/dsl\/.+|lib\/tensor\/array\.ts)$/;

/** Heavy imports where a stage is declared. */
function checkCheap(
  specifier: string,
  { path, target }: Parameters<Checker>[1],
): string | undefined {
  if (!STAGE_FILE.test(path)) return undefined;
  const cheap = target === undefined ? specifier === "zod" : CHEAP.test(target);
  return cheap
    ? undefined
    : "A stage file is read whenever a pipeline is: import this in the module that 'run' loads";
}

/** Files that are their folder's own; tests are outside it, as all others are. */
const PRIVATE = /^(lib|stages)\/(.+\/)?_[^/]+$/;

/** Imports of files that are another folder's own. */
function checkPrivate(
  _: string,
  { path, target }: Parameters<Checker>[1],
): string | undefined {
  if (target === undefined || !PRIVATE.test(target)) return undefined;
  return dirname(target) === dirname(path)
    ? undefined
    : "Its name starts with _: only files of its folder import it";
}

function importRule(
  check: Checker,
  { always = false }: {
    /** Whether it counts what is imported as a type, or only when it is needed. */
    readonly always?: boolean;
  } = {},
): Deno.lint.Rule {
  return {
    create(context) {
      const path = pathOf(context.filename);
      function visit(
        node: Deno.lint.Node,
        source: Deno.lint.Expression | null | undefined,
      ): void {
        if (source?.type !== "Literal" || typeof source.value !== "string") {
          return;
        }
        const message = check(source.value, {
          path,
          target: targetOf(source.value, context.filename),
        });
        if (message !== undefined) context.report({ node, message });
      }
      return {
        ImportDeclaration(node) {
          if (always || node.importKind !== "type") visit(node, node.source);
        },
        ExportAllDeclaration: (node) => visit(node, node.source),
        ExportNamedDeclaration: (node) => visit(node, node.source),
        ImportExpression(node) {
          if (always) visit(node, node.source);
        },
      };
    },
  };
}

/** `Deno` where the runtime must not matter. */
const platform: Deno.lint.Rule = {
  create(context) {
    const path = pathOf(context.filename);
    if (!/^(lib|stages)\//.test(path) || OF_DENO.test(path)) return {};
    const message = PURE.test(path)
      ? "This folder is pure: it takes what it needs as arguments"
      : "Another runtime has no 'Deno': use lib/platform";
    return {
      "Identifier[name='Deno']"(node: Deno.lint.Identifier) {
        context.report({ node, message });
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "senzai",
  rules: {
    "layers": importRule(checkLayer),
    "pure-imports": importRule(checkPure),
    "cheap-stages": importRule(checkCheap),
    "private-files": importRule(checkPrivate, { always: true }),
    "platform": platform,
  },
};
export default plugin;
