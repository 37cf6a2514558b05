import { CST, Lexer } from "./_library.ts";

const OPENING = new Set(["flow-map-start", "flow-seq-start"]);
const CLOSING = new Set(["flow-map-end", "flow-seq-end"]);
const NESTING = new Set(["seq-item-ind", "explicit-key-ind", "space"]);
/** Marks of the lexer that stand for no text. */
const CONTROL = new Set(["doc-mode", "flow-error-end", "scalar"]);

/**
 * Where a document nests deeper than a limit, as an offset; `undefined` where
 * it does not. Parsers descend once a level, so that a document of brackets
 * would exhaust the stack: this looks at the tokens alone.
 *
 * A level in brackets counts one, a level of indentation its columns, which
 * are at least one.
 *
 * @param text The document
 * @param limits Most levels of brackets, and most columns of indentation
 */
export function tooDeep(
  text: string,
  { levels, columns }: { readonly levels: number; readonly columns: number },
): number | undefined {
  let offset = 0;
  let open = 0;
  let indent = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type === null || !CONTROL.has(type)) {
      if (type !== null && OPENING.has(type)) open++;
      if (type !== null && CLOSING.has(type)) open--;
      // What comes after other tokens of its line opens no level.
      if (type === "newline") indent = 0;
      else if (type === null || !NESTING.has(type)) indent = -Infinity;
      else if (open === 0) indent += token.length;
      if (open > levels || indent > columns) return offset;
      offset += token.length;
    }
  }
  return undefined;
}
