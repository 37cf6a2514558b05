import type TypeScript from "typescript";

/** The TypeScript compiler, loaded when a changed module must be read. */
export type Compiler = typeof TypeScript;

/**
 * The tokens of a piece of JavaScript, such that comments, layout, quote
 * style, trailing commas and the parentheses of a lone arrow parameter do not
 * count.
 *
 * @param ts The compiler
 * @param options The file, and the nodes in it to read
 */
export function tokensOf(
  ts: Compiler,
  options: {
    file: TypeScript.SourceFile;
    nodes: readonly TypeScript.Node[];
  },
): string[] {
  const { file, nodes } = options;
  const { SyntaxKind } = ts;
  const tokens: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (
      node.kind >= SyntaxKind.FirstJSDocNode &&
      node.kind <= SyntaxKind.LastJSDocNode
    ) return;
    const children = node.getChildren(file);
    if (children.length === 0) {
      const text = ts.isStringLiteral(node)
        ? JSON.stringify(node.text)
        : node.getText(file);
      if (text !== "") push(text);
      return;
    }
    const isArrow = ts.isArrowFunction(node);
    for (const child of children) {
      const isParenthesis = child.kind === SyntaxKind.OpenParenToken ||
        child.kind === SyntaxKind.CloseParenToken;
      if (!(isArrow && isParenthesis)) visit(child);
    }
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
  nodes.forEach(visit);
  return tokens;
}
