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
  write(text: string): void;
  warn(text: string): void;
  /** Width of the terminal; undefined when the output is not one. */
  columns(): number | undefined;
  /** What `init` needs to know of pictures and of the machine. */
  readonly surveyor?: Surveyor;
}

/** Looks at pictures, and times what a study of them would do. */
export interface Surveyor {
  /** Looks at the pictures of a folder. */
  inspect(path: string): Promise<PicturesReport>;
  /** Seconds that a step of a small generator takes, on one thread. */
  measure(of: {
    readonly size: number;
    readonly channels: 1 | 3;
    readonly width: number;
    readonly dim: number;
  }): Promise<number>;
}

/** What a look at a folder of pictures finds. */
export interface PicturesReport {
  /** Pictures that would be read. */
  readonly pictures: number;
  /** Files that are passed over, by kind. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Smaller side of the pictures, in pixels. */
  readonly side: {
    readonly least: number;
    readonly median: number;
    readonly most: number;
  };
  /** Whether any of them has colours. */
  readonly coloured: boolean;
  /** Pictures by class; empty without classes. */
  readonly classes: Readonly<Record<string, number>>;
  /** Whether folders can be read as classes. */
  readonly labels: boolean;
  /** Parts that folders name. */
  readonly parts: readonly string[];
  /** How parts are to be made: drawn where folders cannot be read as such. */
  readonly splits: "auto" | "random";
  /** What is passed over, in words, with the remedies; empty for nothing. */
  readonly passed: string;
  /** Pictures that cannot be read, as far as they were looked at. */
  readonly unreadable: readonly {
    readonly path: string;
    readonly why: string;
  }[];
  /** Pictures whose pixels were looked at. */
  readonly looked: number;
  /** Of those, pictures that can be decoded. */
  readonly decoded: number;
  /** Of those, pictures that are equal to another. */
  readonly duplicates: number;
  /** Of those, further pictures that are nearly another. */
  readonly nearDuplicates: number;
  /** What should be seen to, one sentence each, with the remedy. */
  readonly problems: readonly string[];
}
