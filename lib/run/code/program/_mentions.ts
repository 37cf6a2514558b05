import type TypeScript from "typescript";
import { type Compiler, isErased } from "./tokens.ts";

/**
 * Names from outside that a piece of code refers to: those of types, of
 * properties and of what the code declares itself are left out.
 *
 * @param ts The compiler
 * @param root A top-level statement
 */
export function mentionsOf(ts: Compiler, root: TypeScript.Node): Set<string> {
  const mentioned = new Set<string>();
  const visit = (
    node: TypeScript.Node,
    scopes: readonly ReadonlySet<string>[],
  ): void => {
    if (isErased(ts, node)) return;
    if (ts.isIdentifier(node)) {
      const isLocal = scopes.some((names) => names.has(node.text));
      if (!isLocal && isReference(ts, node)) mentioned.add(node.text);
      return;
    }
    const own = declaredIn(ts, node);
    const inner = own === undefined ? scopes : [own, ...scopes];
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(root, []);
  return mentioned;
}

/** Names that a pattern of a declaration binds. */
export function boundNames(
  ts: Compiler,
  name: TypeScript.BindingName,
): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(ts, element.name) : []
  );
}

function isReference(ts: Compiler, node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (
    ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) ||
    ts.isEnumMember(parent)
  ) return parent.initializer === node;
  if (
    ts.isMethodDeclaration(parent) || ts.isAccessor(parent) ||
    ts.isMetaProperty(parent) || ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent)
  ) return false;
  return true;
}

/** Names that a scope declares, where a node opens one. */
function declaredIn(
  ts: Compiler,
  node: TypeScript.Node,
): ReadonlySet<string> | undefined {
  if (ts.isFunctionLike(node)) return namesOfFunction(ts, node);
  if (ts.isBlock(node) || ts.isModuleBlock(node)) {
    return new Set([
      ...node.statements.flatMap((at) => lexicalNames(ts, at)),
      ...ts.isFunctionLike(node.parent) ? hoistedNames(ts, node) : [],
    ]);
  }
  if (ts.isCaseBlock(node)) {
    return new Set(
      node.clauses.flatMap(({ statements }) =>
        statements.flatMap((at) => lexicalNames(ts, at))
      ),
    );
  }
  if (
    ts.isForStatement(node) || ts.isForInStatement(node) ||
    ts.isForOfStatement(node)
  ) {
    const { initializer } = node;
    if (initializer === undefined) return undefined;
    return ts.isVariableDeclarationList(initializer)
      ? new Set(listNames(ts, initializer))
      : undefined;
  }
  if (ts.isCatchClause(node) && node.variableDeclaration !== undefined) {
    return new Set(boundNames(ts, node.variableDeclaration.name));
  }
  if (ts.isClassLike(node) && node.name !== undefined) {
    return new Set([node.name.text]);
  }
  return undefined;
}

function namesOfFunction(
  ts: Compiler,
  node: TypeScript.SignatureDeclaration,
): Set<string> {
  const names = new Set(
    node.parameters.flatMap(({ name }) => boundNames(ts, name)),
  );
  if (ts.isFunctionExpression(node) && node.name !== undefined) {
    names.add(node.name.text);
  }
  return names;
}

/** Names of `var` declarations in a body, however deep. */
export function hoistedNames(ts: Compiler, body: TypeScript.Node): string[] {
  const names: string[] = [];
  const visit = (at: TypeScript.Node): void => {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return;
    const isVar = ts.isVariableDeclarationList(at) &&
      (at.flags & ts.NodeFlags.BlockScoped) === 0;
    if (isVar) names.push(...listNames(ts, at));
    ts.forEachChild(at, visit);
  };
  visit(body);
  return names;
}

/** Names that a statement declares in its block. */
function lexicalNames(
  ts: Compiler,
  statement: TypeScript.Node,
): string[] {
  if (ts.isVariableStatement(statement)) {
    return listNames(ts, statement.declarationList);
  }
  const isNamed = ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function listNames(
  ts: Compiler,
  { declarations }: TypeScript.VariableDeclarationList,
): string[] {
  return declarations.flatMap(({ name }) => boundNames(ts, name));
}
