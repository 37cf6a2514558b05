import type TypeScript from "typescript";
import { bind, type Context, EFFECT, evaluate } from "./_evaluate.ts";
import { execute, isLiteral } from "./_execute.ts";
import { GLOBALS, isPureConstructor } from "./_globals.ts";
import type { Module, Part } from "./module.ts";
import type { Meaning, Program, Target } from "./program.ts";
import type { Compiler } from "./tokens.ts";
import {
  distrusted,
  isData,
  PLAIN,
  type Scope,
  UNKNOWN,
  type Value,
} from "./_value.ts";

/** What a statement does besides declaring names. */
export interface Doing {
  /** Whether it may change anything. */
  readonly hasEffect: boolean;
  /** Names that are all it changes, as {@linkcode nameKey} writes them. */
  readonly writes: ReadonlySet<string>;
}

/** Identity of a name that a module declares. */
export function nameKey(module: Module, name: string): string {
  return `${module.path}\n${name}`;
}

/** Tells what statements do, as far as that can be proved. */
export class Analysis {
  readonly #ts: Compiler;
  readonly #program: Program;
  readonly #options: {
    readonly implicit: boolean;
    readonly patched: boolean;
    readonly untrusted: ReadonlySet<string>;
    readonly isTool: (path: string) => boolean;
  };
  readonly #values = new Map<string, Value>();

  /**
   * Looks at the statements of a program.
   *
   * @param options `implicit`: whether some module declares what runs without
   * being called; `patched`: whether some module may replace functions of the
   * language; `untrusted`: names that an effect may have changed;
   * `isTool`: whether a file of this package belongs to the DSL
   */
  constructor(
    ts: Compiler,
    program: Program,
    options: {
      readonly implicit: boolean;
      readonly patched: boolean;
      readonly untrusted: ReadonlySet<string>;
      readonly isTool: (path: string) => boolean;
    },
  ) {
    this.#ts = ts;
    this.#program = program;
    this.#options = options;
  }

  /** What running a top-level statement does. */
  of({ module, node }: Part): Doing {
    const ts = this.#ts;
    const writes = new Set<string>();
    const scope = topOf(module);
    const context = this.#context(writes);
    try {
      if (ts.isVariableStatement(node)) {
        const { declarations, flags } = node.declarationList;
        // `using` calls a method when the module has run.
        if ((flags & ts.NodeFlags.Using) !== 0) throw EFFECT;
        for (const { name, initializer } of declarations) {
          if (initializer === undefined) continue;
          const value = evaluate(initializer, scope, context);
          bind(name, value, { scope: topOf(module), context });
        }
      } else execute(node, scope, context);
      return { hasEffect: false, writes };
    } catch (error) {
      if (error !== EFFECT) throw error;
      return { hasEffect: true, writes: new Set() };
    }
  }

  #context(writes: Set<string>): Context {
    return {
      ts: this.#ts,
      execute,
      implicit: this.#options.implicit,
      patched: this.#options.patched,
      writes,
      calls: new Set(),
      steps: 0,
      nameOf: (module, name) => this.#nameOf(module, name),
      freshOf: (module, name) => {
        const meaning = this.#program.meaning(module, name);
        if (meaning.kind !== "name") return undefined;
        return this.#isFresh(meaning)
          ? nameKey(meaning.module, meaning.name)
          : undefined;
      },
      variableOf: (module, name) =>
        this.#program.declaring(module, name).length > 0
          ? nameKey(module, name)
          : undefined,
    };
  }

  #nameOf(module: Module, name: string): Value {
    const meaning = this.#program.meaning(module, name);
    switch (meaning.kind) {
      case "global":
        if (name === "undefined" || name === "NaN" || name === "Infinity") {
          return PLAIN;
        }
        return !this.#options.patched &&
            (GLOBALS.has(name) || isPureConstructor(name))
          ? { kind: "global", name }
          : UNKNOWN;
      case "import":
        return valueOfImport(
          meaning.target,
          meaning.name,
          this.#options.isTool,
        );
      case "name": {
        const key = nameKey(meaning.module, meaning.name);
        const known = this.#values.get(key);
        if (known !== undefined) return known;
        this.#values.set(key, UNKNOWN);
        const declared = this.#declared(meaning);
        const value = this.#options.untrusted.has(key)
          ? distrusted(declared)
          : declared;
        this.#values.set(key, value);
        return value;
      }
      default:
        return meaning satisfies never;
    }
  }

  #declared(
    { module, name }: Extract<Meaning, { kind: "name" }>,
  ): Value {
    const ts = this.#ts;
    const [part, ...others] = this.#program.declaring(module, name);
    if (part === undefined || others.length > 0) return UNKNOWN;
    const { node } = part;
    if (isAssigned(ts, module, name)) return UNKNOWN;
    const scope = topOf(module);
    if (ts.isFunctionDeclaration(node)) {
      return { kind: "function", node, scope };
    }
    if (ts.isEnumDeclaration(node)) return PLAIN;
    const context = this.#context(new Set());
    try {
      if (ts.isExportAssignment(node)) {
        return evaluate(node.expression, scope, context);
      }
      if (!ts.isVariableStatement(node)) return UNKNOWN;
      const { declarations, flags } = node.declarationList;
      if ((flags & ts.NodeFlags.Const) === 0) return UNKNOWN;
      const inner = topOf(module);
      for (const declaration of declarations) {
        const { initializer } = declaration;
        if (initializer === undefined) continue;
        const value = evaluate(initializer, scope, context);
        bind(declaration.name, value, { scope: inner, context });
        const found = inner.names.get(name)?.value;
        if (found === undefined) continue;
        const isChanged = isLiteral(ts, initializer) && !isData(found) &&
          isPartAssigned(ts, module, name);
        return isChanged ? UNKNOWN : found;
      }
      return UNKNOWN;
    } catch (error) {
      if (error !== EFFECT) throw error;
      return UNKNOWN;
    }
  }

  #isFresh({ module, name }: Extract<Meaning, { kind: "name" }>): boolean {
    const ts = this.#ts;
    const parts = this.#program.declaring(module, name);
    return parts.length === 1 &&
      parts.every(({ node }) =>
        ts.isVariableStatement(node) &&
        node.declarationList.declarations.some((declaration) =>
          ts.isIdentifier(declaration.name) && declaration.name.text === name &&
          declaration.initializer !== undefined &&
          isLiteral(ts, declaration.initializer)
        )
      );
  }
}

function topOf(module: Module): Scope {
  return { module, names: new Map(), outer: undefined };
}

function valueOfImport(
  target: Target,
  name: string,
  isTool: (path: string) => boolean,
): Value {
  switch (target.kind) {
    case "module":
      return UNKNOWN;
    case "file":
      return PLAIN;
    case "own":
      return isTool(target.path) ? { kind: "tool", name } : { kind: "foreign" };
    case "package": {
      if (!/^(npm:\/?)?zod(@|\/|$)/.test(target.specifier)) {
        return { kind: "foreign" };
      }
      const isWhole = name === "*" || name === "default" || name === "z";
      return { kind: "tool", name: isWhole ? "z" : `z.${name}` };
    }
    default:
      return target satisfies never;
  }
}

/** Whether a module assigns to one of its names after declaring it. */
function isAssigned(ts: Compiler, module: Module, name: string): boolean {
  return targetsIn(ts, module).names.has(name);
}

/** Whether a module changes part of what one of its names holds. */
function isPartAssigned(ts: Compiler, module: Module, name: string): boolean {
  return targetsIn(ts, module).parts.has(name);
}

interface Targets {
  readonly names: Set<string>;
  readonly parts: Set<string>;
}

const targets = new WeakMap<Module, Targets>();

function targetsIn(ts: Compiler, module: Module): Targets {
  const known = targets.get(module);
  if (known !== undefined) return known;
  const found: Targets = { names: new Set(), parts: new Set() };
  const note = (node: TypeScript.Node, isPart: boolean): void => {
    if (ts.isIdentifier(node)) {
      (isPart ? found.parts : found.names).add(node.text);
      return;
    }
    const isAccess = ts.isPropertyAccessExpression(node) ||
      ts.isElementAccessExpression(node);
    if (isAccess) note(node.expression, true);
    else ts.forEachChild(node, (child) => note(child, isPart));
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      const isAssignment = kind >= ts.SyntaxKind.FirstAssignment &&
        kind <= ts.SyntaxKind.LastAssignment;
      if (isAssignment) note(node.left, false);
    } else if (
      ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)
    ) note(node.operand, false);
    else if (ts.isDeleteExpression(node)) note(node.expression, true);
    else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      note(node.initializer, false);
    } else if (ts.isCallExpression(node)) {
      for (const argument of node.arguments) {
        if (ts.isIdentifier(argument)) found.parts.add(argument.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(module.file);
  targets.set(module, found);
  return found;
}
