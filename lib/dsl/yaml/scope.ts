import type { Catalogue } from "../catalogue.ts";
import type { Place } from "../error.ts";
import { atLabels, type Labels } from "../labels.ts";
import type { AnyRef } from "../stage.ts";
import { suggestion } from "../suggest.ts";
import type { Wires } from "../wires.ts";
import { Budget } from "./_budget.ts";
import { type Built, choose } from "./built.ts";
import { describe, type Located, type LocatedEntry } from "./located.ts";
import { parseReference, type Reference } from "./reference.ts";
import { mistake } from "./shape.ts";
import { substitute, type Variables } from "./substitute.ts";

/** Most nodes that wait for one another while one is built. */
const MOST_WAITING = 200;

interface Named {
  readonly text: string;
  readonly place: Place;
  readonly reference: Reference;
  readonly built: Built;
}

/** Builds the entry of a name that stands in a scope. */
export type BuildEntry = (
  value: Located,
  at: { readonly name: string; readonly scope: Scope },
) => Built;

/**
 * The entries of one `nodes` mapping, built when first read, with those around
 * it in sight.
 */
export class Scope {
  /** Stages that nodes may use. */
  readonly catalogue: Catalogue;
  /** Axis values around the scope, which nodes built in it receive. */
  readonly labels: Labels;
  /** What `${name}` may stand for here. */
  readonly variables: Variables;
  /** What the whole file may still grow to. */
  readonly budget: Budget;
  /** Builds its entries, and those of scopes in it. */
  readonly build: BuildEntry;
  readonly #entries: ReadonlyMap<string, LocatedEntry>;
  readonly #outer: Scope | undefined;
  readonly #built = new Map<string, Built>();
  readonly #building = new Set<string>();

  /** Opens the entries; throws when a name is malformed or taken. */
  constructor(
    entries: ReadonlyMap<string, LocatedEntry>,
    around: {
      readonly catalogue: Catalogue;
      readonly variables: Variables;
      readonly labels: Labels;
      readonly build: BuildEntry;
      readonly outer?: Scope;
    },
  ) {
    this.#entries = entries;
    this.#outer = around.outer;
    this.budget = around.outer?.budget ?? new Budget();
    this.catalogue = around.catalogue;
    this.variables = around.variables;
    this.labels = around.labels;
    this.build = around.build;
    for (const [name, { key }] of entries) {
      if (!/^[A-Za-z_][\w-]{0,99}$/.test(name)) {
        throw mistake(
          `Cannot name a node '${name}': expected at most 100 letters, digits, _ and -, a letter first`,
          key,
        );
      }
      if (
        around.outer !== undefined && around.outer.#ownerOf(name) !== undefined
      ) {
        throw mistake(
          `Cannot name a node '${name}': another around it has this name`,
          key,
        );
      }
    }
  }

  /** Names in sight. */
  names(): readonly string[] {
    return [...this.#entries.keys(), ...this.#outer?.names() ?? []];
  }

  /** Builds every entry, so that mistakes in unused ones are found too. */
  buildAll(): void {
    for (const name of this.#entries.keys()) this.#build(name);
  }

  /**
   * What a written reference stands for: one artifact, or a labelled record.
   *
   * @throws {PipelineError} when it names nothing, or too little
   */
  resolve(located: Located): Wires<AnyRef> {
    const named = this.#find(located);
    if (named.built.type === "nothing") {
      throw mistake(
        `Cannot read '${named.text}': it stands for nothing, which only an input that may be left out takes`,
        named.place,
      );
    }
    if (named.built.type !== "alias") return choose(named.built, named);
    const { port, point } = named.reference;
    if (port === undefined && Object.keys(point).length === 0) {
      return named.built.input;
    }
    const { name } = named.reference;
    throw mistake(
      `Cannot read '${named.text}': '${name}' stands for one artifact; write '${name}'`,
      named.place,
    );
  }

  /** Whether `~`, or a name that stands for it, is written. */
  isNothing(located: Located): boolean {
    if (located.type !== "scalar") return false;
    return located.value === null ||
      this.#find(located).built.type === "nothing";
  }

  /**
   * What a second name stands for: a whole entry where only its name is
   * written, else what {@linkcode Scope.resolve} gives.
   *
   * @throws {PipelineError} when it names nothing
   */
  alias(located: Located): Built {
    const { built, reference } = this.#find(located);
    const isBare = reference.port === undefined &&
      Object.keys(reference.point).length === 0;
    return isBare ? built : { type: "alias", input: this.resolve(located) };
  }

  #find(located: Located): Named {
    const filled = substitute(located, this.variables);
    if (filled.type !== "scalar" || typeof filled.value !== "string") {
      throw mistake(
        `Cannot read a reference: expected name.output, got ${
          describe(filled)
        }`,
        filled.place,
      );
    }
    const text = filled.value;
    const { place } = filled;
    const reference = parseReference(text, place);
    const owner = this.#ownerOf(reference.name);
    if (owner === undefined) {
      throw mistake(
        `Cannot find '${reference.name}'${
          suggestion(reference.name, this.names())
        }`,
        place,
      );
    }
    return { text, place, reference, built: owner.#build(reference.name) };
  }

  #ownerOf(name: string): Scope | undefined {
    if (this.#entries.has(name)) return this;
    return this.#outer === undefined ? undefined : this.#outer.#ownerOf(name);
  }

  #build(name: string): Built {
    const known = this.#built.get(name);
    if (known !== undefined) return known;
    const { key, value } = this.#entries.get(name)!;
    if (this.#building.has(name)) {
      const ring = [...this.#building, name];
      throw mistake(
        `Cannot build '${name}': it reads itself (${ring.join(" → ")})`,
        key,
      );
    }
    if (this.#building.size >= MOST_WAITING) {
      throw mistake(
        `Cannot build '${name}': more than ${MOST_WAITING} nodes wait for it; write nodes after those that they read`,
        key,
      );
    }
    this.#building.add(name);
    const built = atLabels(
      this.labels,
      () => this.build(value, { name, scope: this }),
    );
    this.#building.delete(name);
    this.#built.set(name, built);
    return built;
  }
}
