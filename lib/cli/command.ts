/**
 * The command-line library, in one place so that another can take its part.
 *
 * @module
 */
export {
  Argument,
  Command,
  CommanderError,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
