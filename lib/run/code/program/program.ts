import { extname, isAbsolute } from "node:path";
import { PipelineError } from "../../../dsl/error.ts";
import { readFileSync, statSync } from "../../../platform/files.ts";
import { sha256 } from "../../../store/blobs.ts";
import type { ConfigFile } from "../config_file.ts";
import { type Module, type Part, readModule } from "./module.ts";
import { resolveSpecifier } from "./_resolve.ts";
import type { Compiler } from "./tokens.ts";

const SCRIPTS = new Set([
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
]);

/** What a specifier leads to. */
export type Target =
  | { readonly kind: "module"; readonly module: Module }
  /** A file that counts byte for byte. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "own"; readonly path: string }
  | { readonly kind: "package"; readonly specifier: string };

/** What a name of a module stands for. */
export type Meaning =
  | { readonly kind: "name"; readonly module: Module; readonly name: string }
  | { readonly kind: "import"; readonly target: Target; readonly name: string }
  /** A name of the language, or none. */
  | { readonly kind: "global" };

/** The modules that a stage may consist of, read as they are asked for. */
export class Program {
  readonly #ts: Compiler;
  readonly #options: {
    isOwn: (path: string) => boolean;
    config: ConfigFile | undefined;
  };
  readonly #modules = new Map<string, Module>();
  readonly #declared = new Map<Module, Map<string, Part[]>>();
  /** SHA-256 by path of all that was read; `""` of what is no file. */
  readonly inputs = new Map<string, string>();

  /** Resolves names with an import map, up to what is the package's own. */
  constructor(
    ts: Compiler,
    options: {
      isOwn: (path: string) => boolean;
      config: ConfigFile | undefined;
    },
  ) {
    this.#ts = ts;
    this.#options = options;
  }

  /** A module by its absolute path. */
  module(path: string, from = path): Module {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const bytes = readFor(path, from);
    const raw = sha256(bytes);
    this.inputs.set(path, raw);
    const module = parsed(this.#ts, { path, raw, bytes });
    this.#modules.set(path, module);
    return module;
  }

  /**
   * What a specifier leads to.
   *
   * @param specifier As written
   * @param options The module that names it; `type`, as in `with { type }`;
   * `optional` for a file that need not exist
   * @throws {PipelineError} when a file is missing
   */
  target(
    specifier: string,
    { from, type = "", optional = false }: {
      from: Module;
      type?: string;
      optional?: boolean;
    },
  ): Target {
    const path = resolveSpecifier(specifier, {
      from: from.path,
      config: this.#options.config,
    });
    if (!isAbsolute(path)) return { kind: "package", specifier: path };
    if (this.#options.isOwn(path)) return { kind: "own", path };
    const isCode = SCRIPTS.has(extname(path)) && (type === "" || type === "js");
    if (isCode && !(optional && !isFile(path))) {
      return { kind: "module", module: this.module(path, from.path) };
    }
    if (!this.inputs.has(path) || !optional) {
      const isThere = !optional || isFile(path);
      this.inputs.set(path, isThere ? sha256(readFor(path, from.path)) : "");
    }
    return { kind: "file", path };
  }

  /** Statements that declare a name in a module. */
  declaring(module: Module, name: string): readonly Part[] {
    let parts = this.#declared.get(module);
    if (parts === undefined) {
      parts = new Map();
      for (const part of module.parts) {
        for (const declared of part.declares) {
          const others = parts.get(declared);
          if (others === undefined) parts.set(declared, [part]);
          else others.push(part);
        }
      }
      this.#declared.set(module, parts);
    }
    return parts.get(name) ?? [];
  }

  /** What a name means in a module. */
  meaning(module: Module, name: string): Meaning {
    const binding = module.imports.get(name);
    if (binding !== undefined) {
      return this.#imported(module, binding.from, binding.imported);
    }
    return this.declaring(module, name).length > 0
      ? { kind: "name", module, name }
      : { kind: "global" };
  }

  /** All that a module exports, by name. */
  exportsOf(
    module: Module,
    seen: ReadonlySet<Module> = new Set(),
  ): Map<string, Meaning> {
    const found = new Map<string, Meaning>();
    if (seen.has(module)) return found;
    const path = new Set([...seen, module]);
    for (const from of module.stars) {
      const target = this.target(from, { from: module });
      if (target.kind === "module") {
        for (const [name, meaning] of this.exportsOf(target.module, path)) {
          if (name !== "default") found.set(name, meaning);
        }
      } else found.set(`* ${from}`, { kind: "import", target, name: "*" });
    }
    for (const name of module.exports.keys()) {
      found.set(name, this.#exported(module, name));
    }
    return found;
  }

  #imported(module: Module, from: string, name: string): Meaning {
    const type = module.loads.get(from) ?? "";
    const target = this.target(from, { from: module, type });
    return target.kind === "module" && name !== "*"
      ? this.#exported(target.module, name)
      : { kind: "import", target, name };
  }

  #exported(
    module: Module,
    name: string,
    seen: ReadonlySet<Module> = new Set(),
  ): Meaning {
    const local = module.exports.get(name);
    if (typeof local === "string") return this.meaning(module, local);
    if (local !== undefined) {
      return this.#imported(module, local.from, local.imported);
    }
    if (seen.has(module)) return { kind: "global" };
    let last: Meaning = { kind: "global" };
    for (const from of module.stars) {
      const target = this.target(from, { from: module });
      if (target.kind !== "module") {
        last = { kind: "import", target, name };
        continue;
      }
      const path = new Set([...seen, module]);
      const meaning = this.#exported(target.module, name, path);
      if (meaning.kind !== "global") return meaning;
    }
    return last;
  }
}

/** Modules as they were read last: several stages of one file are read in a row. */
const recent = new Map<string, { raw: string; module: Module }>();

function parsed(
  ts: Compiler,
  { path, raw, bytes }: { path: string; raw: string; bytes: Uint8Array },
): Module {
  const known = recent.get(path);
  if (known?.raw === raw) return known.module;
  const module = readModule(ts, path, new TextDecoder().decode(bytes));
  recent.set(path, { raw, module });
  return module;
}

function readFor(path: string, from: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read ${path}, which ${from} needs: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Whether a path is a file that ends, not a folder or a device. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile;
  } catch {
    return false;
  }
}
