import type TypeScript from "typescript";
import { type Loads, loadsOf, requiresOf } from "./_loads.ts";
import { boundNames, hoistedNames, mentionsOf } from "./_mentions.ts";
import { isPatching } from "./_patching.ts";
import { type Compiler, isErased } from "./tokens.ts";

/** Name under which a module keeps what it exports as `default`. */
export const DEFAULT = "*default*";

/** A top-level statement that does something when its module runs. */
export interface Part {
  /** The module that it is a statement of. */
  readonly module: Module;
  /** The statement itself. */
  readonly node: TypeScript.Statement;
  /** Names that it declares at the top level. */
  readonly declares: readonly string[];
  /** Names of the module that it refers to. */
  readonly mentions: ReadonlySet<string>;
  /** What it loads when it runs. */
  readonly loads: Loads;
}

/** A name that comes from another module. */
export interface Binding {
  /** The other module, as the import writes it. */
  readonly from: string;
  /** `*` for all exports as one object. */
  readonly imported: string;
}

/** A module as far as its statements and names go. */
export interface Module {
  /** Absolute path. */
  readonly path: string;
  /** Its source, parsed. */
  readonly file: TypeScript.SourceFile;
  /** Its statements that do something when it runs, in order. */
  readonly parts: readonly Part[];
  /** Imported names, by local name. */
  readonly imports: ReadonlyMap<string, Binding>;
  /** What each exported name is: a local name or one of another module. */
  readonly exports: ReadonlyMap<string, string | Binding>;
  /** Modules all of whose names are exported. */
  readonly stars: readonly string[];
  /** Static imports in order, with the type of a file that is no code. */
  readonly loads: ReadonlyMap<string, string>;
  /** Whether it declares something that runs without being called by name. */
  readonly implicit: boolean;
  /** Whether it may replace functions of the language or of Deno. */
  readonly patched: boolean;
}

/**
 * Takes a module apart.
 *
 * @param ts The compiler
 * @param path Absolute path; its extension decides how the text is read
 * @param text The source
 */
export function readModule(
  ts: Compiler,
  path: string,
  text: string,
): Module {
  const { Latest } = ts.ScriptTarget;
  const file = ts.createSourceFile(path, text, Latest, true);
  const parts: Part[] = [];
  const imports = new Map<string, Binding>();
  const exports = new Map<string, string | Binding>();
  const stars: string[] = [];
  const loads = new Map<string, string>();
  const module: Module = {
    path,
    file,
    parts,
    imports,
    exports,
    stars,
    loads,
    implicit: isImplicit(ts, file),
    patched: isPatching(ts, file),
  };
  const requires = requiresOf(ts, file);
  for (const node of file.statements) {
    if (ts.isImportDeclaration(node)) {
      const from = sourceOf(ts, node);
      const bindings = importsOf(ts, node);
      if (bindings === undefined || from === undefined) continue;
      loads.set(from, typeOf(ts, node));
      for (const [local, imported] of bindings) {
        imports.set(local, { from, imported });
      }
    } else if (ts.isExportDeclaration(node)) {
      if (node.isTypeOnly) continue;
      const from = sourceOf(ts, node);
      if (from !== undefined) loads.set(from, typeOf(ts, node));
      readExports(ts, node, { from, exports, stars });
    } else if (!isErased(ts, node) && !ts.isEmptyStatement(node)) {
      const declares = declaredBy(ts, node);
      for (const [name, local] of exportedBy(ts, node, declares)) {
        exports.set(name, local);
      }
      parts.push({
        module,
        node,
        declares,
        mentions: mentionsOf(ts, node),
        loads: loadsOf(ts, node, requires),
      });
    }
  }
  return module;
}

function sourceOf(
  ts: Compiler,
  { moduleSpecifier }:
    | TypeScript.ImportDeclaration
    | TypeScript.ExportDeclaration,
): string | undefined {
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
    ? moduleSpecifier.text
    : undefined;
}

/** The `type` in `with { type: "…" }`, else empty. */
function typeOf(
  ts: Compiler,
  { attributes }: TypeScript.ImportDeclaration | TypeScript.ExportDeclaration,
): string {
  const type = attributes?.elements.find(({ name }) => name.text === "type");
  return type !== undefined && ts.isStringLiteral(type.value)
    ? type.value.text
    : "";
}

/** Local and imported names; `undefined` for an import of types. */
function importsOf(
  ts: Compiler,
  { importClause }: TypeScript.ImportDeclaration,
): [local: string, imported: string][] | undefined {
  if (importClause === undefined) return [];
  if (importClause.isTypeOnly) return undefined;
  const { name, namedBindings } = importClause;
  const bindings: [string, string][] = [];
  if (name !== undefined) bindings.push([name.text, "default"]);
  if (namedBindings === undefined) return bindings;
  if (ts.isNamespaceImport(namedBindings)) {
    bindings.push([namedBindings.name.text, "*"]);
    return bindings;
  }
  const values = namedBindings.elements.filter(({ isTypeOnly }) => !isTypeOnly);
  for (const element of values) {
    bindings.push([
      element.name.text,
      (element.propertyName ?? element.name).text,
    ]);
  }
  const areAllTypes = values.length === 0 && namedBindings.elements.length > 0;
  return areAllTypes && bindings.length === 0 ? undefined : bindings;
}

function readExports(
  ts: Compiler,
  { exportClause }: TypeScript.ExportDeclaration,
  { from, exports, stars }: {
    from: string | undefined;
    exports: Map<string, string | Binding>;
    stars: string[];
  },
): void {
  if (exportClause === undefined) {
    if (from !== undefined) stars.push(from);
  } else if (ts.isNamespaceExport(exportClause)) {
    exports.set(exportClause.name.text, { from: from!, imported: "*" });
  } else {
    for (const { isTypeOnly, name, propertyName } of exportClause.elements) {
      if (isTypeOnly) continue;
      const local = (propertyName ?? name).text;
      exports.set(
        name.text,
        from === undefined ? local : { from, imported: local },
      );
    }
  }
}

function declaredBy(ts: Compiler, node: TypeScript.Statement): string[] {
  if (ts.isExportAssignment(node)) return [DEFAULT];
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) =>
      boundNames(ts, name)
    );
  }
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    return [node.name?.text ?? DEFAULT];
  }
  const isNamed = ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) ||
    ts.isImportEqualsDeclaration(node);
  return isNamed ? [node.name.text] : hoistedNames(ts, node);
}

function exportedBy(
  ts: Compiler,
  node: TypeScript.Statement,
  declares: readonly string[],
): [name: string, local: string][] {
  if (ts.isExportAssignment(node)) return [["default", DEFAULT]];
  const { ExportKeyword, DefaultKeyword } = ts.SyntaxKind;
  const modifiers = ts.canHaveModifiers(node)
    ? (ts.getModifiers(node) ?? []).map(({ kind }) => kind)
    : [];
  if (!modifiers.includes(ExportKeyword)) return [];
  return declares.map((local) => [
    modifiers.includes(DefaultKeyword) ? "default" : local,
    local,
  ]);
}

/** Names whose functions the language calls by itself, or that set such up. */
const IMPLICIT = new Set([
  "Proxy",
  "Symbol",
  "defineProperty",
  "defineProperties",
  "setPrototypeOf",
  "prototype",
  "then",
  "toJSON",
  "toString",
  "valueOf",
  "__defineGetter__",
  "__defineSetter__",
  "__proto__",
]);

/**
 * Whether reading a property, iterating, or printing a value that the module
 * makes could run code of the module.
 */
function isImplicit(ts: Compiler, file: TypeScript.SourceFile): boolean {
  const visit = (node: TypeScript.Node): boolean => {
    if (ts.isTypeNode(node)) return false;
    if (ts.isAccessor(node) || ts.isAutoAccessorPropertyDeclaration(node)) {
      return true;
    }
    const isNamed = (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) &&
      IMPLICIT.has(node.text) && !isCalledMethod(ts, node);
    if (isNamed) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

/** `x.toString()` calls what `x.toString = …` would set up. */
function isCalledMethod(ts: Compiler, node: TypeScript.Node): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.name === node &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent &&
    !/^(define|set|__define)/.test((node as TypeScript.Identifier).text);
}
