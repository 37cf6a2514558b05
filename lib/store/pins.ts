import { join } from "node:path";
import { removeQuietly } from "./_durable.ts";
import { listFolder } from "./list_folder.ts";
import { readRecord, writeRecord } from "./_record_file.ts";

/** A run whose results are kept until the pin is taken away. */
export interface Pin {
  /** Name of the pin: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly run: string;
  readonly pipeline: string;
  /** Digest of the blob with the run's nodes and their keys. */
  readonly nodes: string;
  /** ISO 8601, UTC. */
  readonly created: string;
}

const NAME = /^[\w-][\w.-]{0,99}$/;

/** Pins, one durable file each in `pins/`. */
export class Pins {
  readonly #directory: string;

  /** The pins of the store in a folder. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Whether a name can be a pin's. */
  static isName(name: string): boolean {
    return NAME.test(name);
  }

  /** All pins, by name. */
  list(): Pin[] {
    return listFolder(join(this.#directory, "pins")).flatMap((file) =>
      (readRecord(join(this.#directory, "pins", file)) as Pin | undefined) ?? []
    );
  }

  /** Sets a pin, in place of one of the same name. */
  set(pin: Pin): void {
    writeRecord(this.#directory, this.#path(pin.name), pin, "run");
  }

  /** Takes a pin away; false when there is none of this name. */
  remove(name: string): boolean {
    const isThere = this.list().some((pin) => pin.name === name);
    if (isThere) removeQuietly(this.#path(name));
    return isThere;
  }

  #path(name: string): string {
    return join(this.#directory, "pins", `${name}.json`);
  }
}
