import type TypeScript from "typescript";

/** The TypeScript compiler, loaded when a changed module must be read. */
export type Compiler = typeof TypeScript;

/**
 * The tokens of a piece of TypeScript, such that types, comments, layout,
 * quote style, semicolons, trailing commas and the parentheses of a lone arrow
 * parameter do not count.
 *
 * @param ts The compiler
 * @param options The file, and the node in it to read
 */
export function tokensOf(
  ts: Compiler,
  { file, node }: {
    file: TypeScript.SourceFile;
    node: TypeScript.Node;
  },
): string[] {
  const tokens: string[] = [];
  const visit = (at: TypeScript.Node): void => {
    if (isErased(ts, at)) return;
    const inner = underAssertion(ts, at);
    if (inner !== undefined) {
      visit(inner);
      return;
    }
    const children = at.getChildren(file);
    if (children.length === 0) {
      const text = ts.isStringLiteral(at)
        ? JSON.stringify(at.text)
        : at.getText(file);
      if (text !== "") push(text);
      return;
    }
    let wasErased = false;
    for (const child of children) {
      // The comma after a `this` parameter goes with it.
      if (wasErased && child.kind === ts.SyntaxKind.CommaToken) continue;
      wasErased = ts.isParameter(child) && isErased(ts, child);
      if (!isTypePunctuation(ts, child)) visit(child);
    }
    if (endsWithSemicolon(ts, at) && tokens.at(-1) !== ";") push(";");
  };
  const push = (text: string): void => {
    const isCloser = text === ")" || text === "]" || text === "}";
    if (isCloser && tokens.at(-1) === ",") {
      const before = tokens.at(-2);
      // A hole, as in `[1, , ]`, is no trailing comma.
      if (before !== "," && before !== "[") tokens.pop();
    }
    tokens.push(text);
  };
  visit(node);
  return tokens;
}

/** Whether a node is gone when the program runs. */
export function isErased(ts: Compiler, node: TypeScript.Node): boolean {
  const { SyntaxKind } = ts;
  if (
    node.kind >= SyntaxKind.FirstJSDocNode &&
    node.kind <= SyntaxKind.LastJSDocNode
  ) return true;
  switch (node.kind) {
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.TypeAliasDeclaration:
    case SyntaxKind.TypeParameter:
    case SyntaxKind.IndexSignature:
    case SyntaxKind.SemicolonClassElement:
    case SyntaxKind.ExportKeyword:
    case SyntaxKind.AbstractKeyword:
    case SyntaxKind.OverrideKeyword:
      return !ts.isExportAssignment(node.parent);
    case SyntaxKind.PublicKeyword:
    case SyntaxKind.PrivateKeyword:
    case SyntaxKind.ProtectedKeyword:
    case SyntaxKind.ReadonlyKeyword:
      // On a parameter of a constructor they declare a field.
      return !ts.isParameter(node.parent);
    case SyntaxKind.ExpressionWithTypeArguments:
      return false;
    case SyntaxKind.VoidKeyword:
      return !ts.isVoidExpression(node.parent);
  }
  if (ts.isTypeNode(node)) return true;
  if (ts.isHeritageClause(node)) {
    return node.token === SyntaxKind.ImplementsKeyword;
  }
  if (ts.isParameter(node)) return node.name.getText() === "this";
  const hasNoBody = ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
  if (hasNoBody && node.body === undefined) return true;
  return ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) =>
      kind === SyntaxKind.DeclareKeyword ||
      kind === SyntaxKind.AbstractKeyword && !ts.isClassLike(node)
    );
}

/** What a type assertion is about, without parentheses that only it needed. */
function underAssertion(
  ts: Compiler,
  node: TypeScript.Node,
): TypeScript.Node | undefined {
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  if (isAssertion(ts, node)) return node.expression;
  if (!ts.isParenthesizedExpression(node)) return undefined;
  let inner = node.expression;
  if (!isAssertion(ts, inner)) return undefined;
  while (isAssertion(ts, inner)) inner = inner.expression;
  const isSimple = ts.isIdentifier(inner) || ts.isCallExpression(inner) ||
    ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner);
  return isSimple ? inner : undefined;
}

function isAssertion(
  ts: Compiler,
  node: TypeScript.Node,
): node is
  | TypeScript.AsExpression
  | TypeScript.SatisfiesExpression
  | TypeScript.TypeAssertion
  | TypeScript.NonNullExpression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node);
}

/** Marks around types, and parentheses that come and go with layout. */
function isTypePunctuation(ts: Compiler, child: TypeScript.Node): boolean {
  const { SyntaxKind } = ts;
  const { parent } = child;
  const isDeclaration = ts.isFunctionLike(parent) || ts.isParameter(parent) ||
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent);
  switch (child.kind) {
    case SyntaxKind.ColonToken:
    case SyntaxKind.QuestionToken:
    case SyntaxKind.ExclamationToken:
      return isDeclaration;
    case SyntaxKind.LessThanToken:
    case SyntaxKind.GreaterThanToken:
      return isDeclaration || ts.isCallLikeExpression(parent) &&
          !ts.isJsxOpeningLikeElement(parent) ||
        ts.isClassLike(parent);
    case SyntaxKind.OpenParenToken:
    case SyntaxKind.CloseParenToken:
      return ts.isArrowFunction(parent);
    case SyntaxKind.SemicolonToken:
      return ts.isPropertyDeclaration(parent);
    case SyntaxKind.SyntaxList: {
      const first = child.getChildren()[0];
      return first !== undefined && !ts.isExpressionWithTypeArguments(first) &&
        (ts.isTypeNode(first) || ts.isTypeParameterDeclaration(first));
    }
    default:
      return false;
  }
}

/** Where a semicolon may be left out, it counts as written. */
function endsWithSemicolon(ts: Compiler, node: TypeScript.Node): boolean {
  return ts.isVariableStatement(node) || ts.isExpressionStatement(node) ||
    ts.isReturnStatement(node) || ts.isThrowStatement(node) ||
    ts.isBreakOrContinueStatement(node) || ts.isDoStatement(node) ||
    ts.isDebuggerStatement(node) || ts.isPropertyDeclaration(node) ||
    ts.isExportAssignment(node);
}
