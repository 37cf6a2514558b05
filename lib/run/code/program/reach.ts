import { Analysis, type Doing, nameKey } from "./_analysis.ts";
import type { Module, Part } from "./module.ts";
import type { Meaning, Program, Target } from "./program.ts";
import type { Compiler } from "./tokens.ts";

/** Where to begin. */
export interface Roots {
  /** Modules that run when the stage is loaded, in order. */
  readonly modules: readonly Module[];
  /** Statements that yield the stage; all of all modules when absent. */
  readonly parts: readonly Part[] | undefined;
}

/** What a stage consists of. */
export interface Reach {
  /** All modules that run, in the order in which they do. */
  readonly loaded: readonly Module[];
  /** Statements on which the stage may depend. */
  readonly parts: ReadonlySet<Part>;
  /** Modules whose exports are all used, such as by `import()`. */
  readonly exposed: ReadonlySet<Module>;
  /** Specifiers of packages and remote modules that run. */
  readonly packages: ReadonlySet<string>;
  /** Imports that cannot be followed, as path, line and column. */
  readonly computed: readonly string[];
}

/**
 * Finds the statements on which a stage may depend: those that yield it, those
 * of any module that runs whose effect is not provably none, and what all
 * these mention, directly or not.
 *
 * @param isTool Whether a file of this package belongs to the DSL
 */
export function reachOf(
  ts: Compiler,
  program: Program,
  { roots, isTool }: { roots: Roots; isTool: (path: string) => boolean },
): Reach {
  let [implicit, patched] = [false, false];
  let untrusted: ReadonlySet<string> = new Set();
  // What effects may have changed is not known, so calling it may have more.
  for (;;) {
    const options = { implicit, patched, untrusted, isTool };
    const walk: Walk = new Walk(program, new Analysis(ts, program, options));
    walk.run(roots);
    const { touched } = walk;
    const isImplicit = walk.loaded.some((module) => module.implicit);
    const isPatched = walk.loaded.some((module) => module.patched);
    const isSettled = (implicit || !isImplicit) && (patched || !isPatched) &&
      isSubset(touched, untrusted);
    if (isSettled) return walk;
    // Neither goes back, so that this ends.
    implicit ||= isImplicit;
    patched ||= isPatched;
    untrusted = new Set([...untrusted, ...touched]);
  }
}

class Walk implements Reach {
  readonly #program: Program;
  readonly #analysis: Analysis;
  readonly #seen = new Set<Module>();
  readonly #live = new Set<string>();
  readonly #writers = new Map<string, Part[]>();
  readonly #late: Part[] = [];
  readonly loaded: Module[] = [];
  readonly parts = new Set<Part>();
  readonly exposed = new Set<Module>();
  readonly packages = new Set<string>();
  readonly computed: string[] = [];
  /** Names that statements with effects can reach. */
  touched: ReadonlySet<string> = new Set();

  constructor(program: Program, analysis: Analysis) {
    this.#program = program;
    this.#analysis = analysis;
  }

  run({ modules, parts }: Roots): void {
    for (const module of modules) this.#load(module);
    this.#loadLate();
    this.touched = new Set(this.#live);
    const before = this.#seen.size;
    if (parts !== undefined) { for (const part of parts) this.#include(part); }
    else {
      for (const module of this.loaded) {
        for (const part of module.parts) this.#include(part);
      }
    }
    this.#loadLate();
    // A module that the stage loads late may have effects of its own.
    if (this.#seen.size > before) this.touched = new Set(this.#live);
  }

  /** Notes that a module runs, after those that it imports. */
  #load(module: Module): void {
    if (this.#seen.has(module)) return;
    this.#seen.add(module);
    for (const [specifier, type] of module.loads) {
      this.#run(this.#program.target(specifier, { from: module, type }));
    }
    this.loaded.push(module);
    for (const part of module.parts) {
      const { hasEffect, writes } = this.#analysis.of(part);
      if (hasEffect) this.#include(part);
      this.#noteWrites(part, writes);
      if (part.loads.found.length > 0) this.#late.push(part);
    }
  }

  /** Another stage in the same process may load what functions import. */
  #loadLate(): void {
    for (let part; (part = this.#late.pop()) !== undefined;) {
      for (const { specifier, as } of part.loads.found) {
        if (as === "file") continue;
        const { module: from } = part;
        this.#run(this.#program.target(specifier, { from, optional: true }));
      }
    }
  }

  #noteWrites(part: Part, writes: Doing["writes"]): void {
    for (const key of writes) {
      const others = this.#writers.get(key);
      if (others === undefined) this.#writers.set(key, [part]);
      else others.push(part);
      if (this.#live.has(key)) this.#include(part);
    }
  }

  #run(target: Target): void {
    if (target.kind === "module") this.#load(target.module);
    else if (target.kind === "package") this.packages.add(target.specifier);
  }

  #include(part: Part): void {
    if (this.parts.has(part)) return;
    this.parts.add(part);
    const { module, mentions, declares, loads } = part;
    for (const name of declares) this.#use(module, name);
    for (const name of mentions) this.#use(module, name);
    for (const { specifier, as } of loads.found) {
      const optional = as === "file";
      const target = this.#program.target(specifier, {
        from: module,
        optional,
      });
      this.#run(target);
      if (target.kind === "module") this.#expose(target.module);
    }
    for (const position of loads.computed) {
      const { line, character } = module.file.getLineAndCharacterOfPosition(
        position,
      );
      this.computed.push(`${module.path}:${line + 1}:${character + 1}`);
    }
  }

  #use(module: Module, name: string): void {
    const meaning = this.#program.meaning(module, name);
    // Code in a text sees every name.
    if (meaning.kind === "global" && name === "eval") {
      for (const part of module.parts) this.#include(part);
    }
    this.#mean(meaning);
  }

  #mean(meaning: Meaning): void {
    if (meaning.kind === "name") {
      const { module, name } = meaning;
      const key = nameKey(module, name);
      if (this.#live.has(key)) return;
      this.#live.add(key);
      const parts = [
        ...this.#program.declaring(module, name),
        ...this.#writers.get(key) ?? [],
      ];
      for (const part of parts) this.#include(part);
    } else if (meaning.kind === "import") {
      const { target, name } = meaning;
      this.#run(target);
      if (target.kind === "module" && name === "*") this.#expose(target.module);
    }
  }

  #expose(module: Module): void {
    if (this.exposed.has(module)) return;
    this.exposed.add(module);
    const meanings = this.#program.exportsOf(module).values();
    for (const meaning of meanings) this.#mean(meaning);
  }
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of a) if (!b.has(item)) return false;
  return true;
}
