/**
 * The YAML library, in one place so that another can take its part.
 *
 * @module
 */
export {
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
} from "yaml";
