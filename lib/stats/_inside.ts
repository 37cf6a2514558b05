import type { Balls } from "./_balls.ts";

/** A squared distance that is known to be at most `most`. */
export interface NearSquare {
  readonly most: number;
  /** Itself, in float64. */
  exact(): number;
}

/**
 * Counts which points lie in which balls, also when one group of balls or of
 * points is left out.
 */
export class Inside {
  readonly #balls: Balls;
  readonly #points: Pick<Balls, "count" | "group">;
  /** Balls around a point. */
  readonly #around: Int32Array;
  /** `[points, groups]`: by how much they are more without a group of balls. */
  readonly #change: Int32Array;
  /** Points in a ball. */
  readonly #held: Int32Array;
  /** `[balls, groups]`: how many more are held without a group of balls. */
  readonly #more: Int32Array;
  /** `[balls, groups]`: held points by their group. */
  readonly #heldOf: Int32Array;

  constructor(balls: Balls, points: Pick<Balls, "count" | "group">) {
    const { groups } = balls;
    this.#balls = balls;
    this.#points = points;
    this.#around = new Int32Array(points.count);
    this.#change = new Int32Array(points.count * groups);
    this.#held = new Int32Array(balls.count);
    this.#more = new Int32Array(balls.count * groups);
    this.#heldOf = new Int32Array(balls.count * groups);
  }

  /** Looks at the ball and point of a pair. */
  add(ball: number, point: number, { most, exact }: NearSquare): void {
    const { group, groups, radii, without, largest } = this.#balls;
    // Leaving points out makes no ball smaller.
    const radius = radii[ball]!;
    const square = most < radius ? most : exact();
    if (square < radius) {
      this.#around[point]!++;
      this.#held[ball]!++;
      if (groups > 0) {
        this.#change[point * groups + group[ball]!]!--;
        this.#heldOf[ball * groups + this.#points.group[point]!]!++;
      }
      return;
    }
    if (!(square < largest[ball]!)) return;
    for (let g = 0; g < groups; g++) {
      if (g === group[ball] || !(square < without[ball * groups + g]!)) {
        continue;
      }
      this.#change[point * groups + g]!++;
      this.#more[ball * groups + g]!++;
    }
  }

  /** Share of points in some ball. */
  share(): number {
    return this.#overPoints((p) => this.#around[p]! > 0 ? 1 : 0);
  }

  shareWithoutBalls(g: number): number {
    return this.#overPoints((p) => this.#without(p, g) > 0 ? 1 : 0);
  }

  shareWithoutPoints(g: number): number {
    return this.#overPoints((p) => this.#around[p]! > 0 ? 1 : 0, g);
  }

  /** Mean number of balls around a point. */
  mean(): number {
    return this.#overPoints((p) => this.#around[p]!);
  }

  meanWithoutBalls(g: number): number {
    return this.#overPoints((p) => this.#without(p, g));
  }

  meanWithoutPoints(g: number): number {
    return this.#overPoints((p) => this.#around[p]!, g);
  }

  /** Share of balls with a point. */
  filled(): number {
    return mean(this.#balls, (b) => this.#held[b]! > 0 ? 1 : 0);
  }

  filledWithoutBalls(g: number): number {
    const { groups } = this.#balls;
    return mean(
      this.#balls,
      (b) => this.#held[b]! + this.#more[b * groups + g]! > 0 ? 1 : 0,
      g,
    );
  }

  filledWithoutPoints(g: number): number {
    const { groups } = this.#balls;
    return mean(
      this.#balls,
      (b) => this.#held[b]! - this.#heldOf[b * groups + g]! > 0 ? 1 : 0,
    );
  }

  /** Balls around a point without those of a group. */
  #without(point: number, g: number): number {
    return this.#around[point]! +
      this.#change[point * this.#balls.groups + g]!;
  }

  #overPoints(value: (point: number) => number, g?: number): number {
    return mean(this.#points, value, g);
  }
}

/** Mean over all, or over all but a group. */
function mean(
  { count, group }: Pick<Balls, "count" | "group">,
  value: (index: number) => number,
  without = -1,
): number {
  let [sum, left] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (group[i] === without) continue;
    sum += value(i);
    left++;
  }
  return sum / left;
}
