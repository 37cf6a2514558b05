/**
 * The YAML library, in one place so that another can take its part.
 *
 * @module
 */
export {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from "yaml";
