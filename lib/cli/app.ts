import type { Catalogue } from "../dsl/catalogue.ts";

/** What commands are given: the program around them, and a terminal to draw on. */
export interface App extends Program {
  /** Writes to standard output what a terminal is to obey. */
  draw(text: string): void;
}

/** What the command line is given by the program around it. */
export interface Program {
  /** The built-in stages. */
  readonly catalogue: Catalogue;
  /** Absolute path of the module that exports them, for worker processes. */
  readonly stagesModule: string;
  /** Absolute path of the module that pipelines import. */
  readonly mainModule: string;
  /** Folder against which paths on the command line resolve. */
  readonly directory: string;
  /** Whether failures are printed with all that is known about them. */
  readonly verbose?: boolean;
  /** Writes to standard output. */
  write(text: string): void;
  /** Writes to standard error. */
  warn(text: string): void;
  /** Width of the terminal; undefined when the output is not one. */
  columns(): number | undefined;
}
