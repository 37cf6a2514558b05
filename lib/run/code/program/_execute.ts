import type TypeScript from "typescript";
import {
  bind,
  type Context,
  declareClass,
  EFFECT,
  evaluate,
  touch,
} from "./_evaluate.ts";
import type { Compiler } from "./tokens.ts";
import {
  isData,
  join,
  PLAIN,
  type Scope,
  UNKNOWN,
  type Value,
} from "./_value.ts";

type Statement = TypeScript.Statement;

/**
 * What a statement returns from its function, if it may, without running it.
 * Loops count as run once, so names that can change are taken as unknown.
 *
 * @throws {Error} EFFECT, when it is not provably without effect, except on
 * what `context.writes` then names
 */
export function execute(
  node: Statement,
  scope: Scope,
  context: Context,
): Value | undefined {
  const { ts } = context;
  const value = (of: TypeScript.Expression) => evaluate(of, scope, context);
  if (ts.isBlock(node)) return executeAll(node.statements, scope, context);
  if (ts.isVariableStatement(node)) {
    declare(node.declarationList, scope, context);
    return undefined;
  }
  if (ts.isExpressionStatement(node)) {
    value(node.expression);
    return undefined;
  }
  if (ts.isExportAssignment(node)) {
    value(node.expression);
    return undefined;
  }
  if (ts.isReturnStatement(node)) {
    return node.expression === undefined ? PLAIN : value(node.expression);
  }
  if (ts.isThrowStatement(node)) {
    value(node.expression);
    return undefined;
  }
  if (ts.isIfStatement(node)) {
    touch(value(node.expression), context);
    return either(
      execute(node.thenStatement, scope, context),
      node.elseStatement && execute(node.elseStatement, scope, context),
    );
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    return executeForOf(node, scope, context);
  }
  if (ts.isForStatement(node)) return executeFor(node, scope, context);
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    touch(value(node.expression), context);
    return execute(node.statement, scope, context);
  }
  if (ts.isTryStatement(node)) return executeTry(node, scope, context);
  if (ts.isSwitchStatement(node)) {
    touch(value(node.expression), context);
    const inner = within(scope);
    return node.caseBlock.clauses
      .map((clause) => {
        if (ts.isCaseClause(clause)) {
          touch(evaluate(clause.expression, inner, context), context);
        }
        return executeAll(clause.statements, inner, context);
      })
      .reduce(either, undefined);
  }
  if (ts.isClassDeclaration(node)) {
    const name = node.name?.text;
    if (name !== undefined) {
      scope.names.set(name, { value: UNKNOWN, isFresh: false });
    }
    declareClass(node, scope, context);
    return undefined;
  }
  if (ts.isEnumDeclaration(node)) {
    for (const { initializer } of node.members) {
      if (initializer !== undefined) value(initializer);
    }
    return undefined;
  }
  const isInert = ts.isFunctionDeclaration(node) ||
    ts.isEmptyStatement(node) || ts.isBreakOrContinueStatement(node) ||
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  if (!isInert) throw EFFECT;
  return undefined;
}

function executeAll(
  statements: readonly Statement[],
  outer: Scope,
  context: Context,
): Value | undefined {
  const { ts } = context;
  const scope = within(outer);
  for (const node of statements) {
    if (!ts.isFunctionDeclaration(node) || node.name === undefined) continue;
    scope.names.set(node.name.text, {
      value: { kind: "function", node, scope },
      isFresh: false,
    });
  }
  return statements
    .map((node) => execute(node, scope, context))
    .reduce(either, undefined);
}

function declare(
  list: TypeScript.VariableDeclarationList,
  scope: Scope,
  context: Context,
): void {
  const { ts } = context;
  const kind = list.flags & ts.NodeFlags.BlockScoped;
  const isConst = kind === ts.NodeFlags.Const;
  // `var` outlives its block, and `using` calls a method at its end.
  if (!isConst && kind !== ts.NodeFlags.Let) throw EFFECT;
  for (const { name, initializer } of list.declarations) {
    const value = initializer === undefined
      ? PLAIN
      : evaluate(initializer, scope, context);
    const isFresh = initializer !== undefined && isLiteral(ts, initializer);
    if (ts.isIdentifier(name)) {
      const isSteady = isConst && (!isFresh || isData(value));
      scope.names.set(name.text, {
        value: isSteady ? value : UNKNOWN,
        isFresh: isConst && isFresh,
      });
    } else bind(name, isConst ? value : UNKNOWN, { scope, context });
  }
}

/** Whether an expression makes a record, list, map or set that is new. */
export function isLiteral(
  ts: Compiler,
  node: TypeScript.Expression,
): boolean {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return isLiteral(ts, node.expression);
  }
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((property) =>
      ts.isSpreadAssignment(property) ||
      !ts.isAccessor(property) && property.name.getText() !== "__proto__"
    );
  }
  if (ts.isArrayLiteralExpression(node)) return true;
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) &&
    (node.expression.text === "Map" || node.expression.text === "Set");
}

function executeForOf(
  node: TypeScript.ForOfStatement | TypeScript.ForInStatement,
  outer: Scope,
  context: Context,
): Value | undefined {
  const { ts } = context;
  const scope = within(outer);
  const { initializer } = node;
  const over = touch(evaluate(node.expression, scope, context), context);
  if (!ts.isVariableDeclarationList(initializer)) throw EFFECT;
  const item: Value = ts.isForInStatement(node)
    ? PLAIN
    : over.kind === "list"
    ? over.item
    : isData(over)
    ? PLAIN
    : UNKNOWN;
  for (const { name } of initializer.declarations) {
    bind(name, item, { scope, context });
  }
  return execute(node.statement, scope, context);
}

function executeFor(
  node: TypeScript.ForStatement,
  outer: Scope,
  context: Context,
): Value | undefined {
  const { ts } = context;
  const scope = within(outer);
  const { initializer, condition, incrementor } = node;
  if (initializer !== undefined) {
    if (ts.isVariableDeclarationList(initializer)) {
      declare(initializer, scope, context);
    } else evaluate(initializer, scope, context);
  }
  if (condition !== undefined) {
    touch(evaluate(condition, scope, context), context);
  }
  const result = execute(node.statement, scope, context);
  if (incrementor !== undefined) evaluate(incrementor, scope, context);
  return result;
}

function executeTry(
  { tryBlock, catchClause, finallyBlock }: TypeScript.TryStatement,
  outer: Scope,
  context: Context,
): Value | undefined {
  const scope = within(outer);
  const name = catchClause?.variableDeclaration?.name;
  if (name !== undefined) bind(name, UNKNOWN, { scope, context });
  return [
    execute(tryBlock, outer, context),
    catchClause && execute(catchClause.block, scope, context),
    finallyBlock && execute(finallyBlock, outer, context),
  ].reduce(either, undefined);
}

function either(
  a: Value | undefined,
  b: Value | undefined,
): Value | undefined {
  return a === undefined ? b : b === undefined ? a : join(a, b);
}

function within(outer: Scope): Scope {
  return { module: outer.module, names: new Map(), outer };
}
