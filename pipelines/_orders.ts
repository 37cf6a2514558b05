import { parsePointLabel, type ScoreSet, type TableData } from "../mod.ts";

/**
 * How often scores grow with the level, by their name and the way of damage.
 *
 * @param rows Labelled `way=…,level=…,seed=…`
 * @returns `right`: seeds of which every step is right; `steps right`: steps
 * from one level to the next; and the mean at each level
 */
export function ordersOf(rows: Readonly<Record<string, ScoreSet>>): TableData {
  const values = new Map<string, number[][]>();
  for (const [label, scores] of Object.entries(rows)) {
    const { way, level, seed } = parsePointLabel(label);
    for (const [name, { value }] of Object.entries(scores)) {
      const key = JSON.stringify([name, way]);
      const seeds = values.get(key) ?? [];
      values.set(key, seeds);
      (seeds[Number(seed)] ??= [])[Number(level)] = value;
    }
  }
  return {
    columns: [
      ...["score", "way", "right", "seeds", "steps right", "steps"],
      ...[0, 1, 2, 3, 4].map((level) => `level ${level}`),
    ],
    rows: [...values].map(([key, bySeed]) => {
      const seeds = bySeed.filter((levels) => levels !== undefined);
      const steps = seeds.map((levels) =>
        levels.slice(1).map((value, i) => value > levels[i]!)
      );
      return [
        ...JSON.parse(key) as [string, string],
        steps.filter((each) => each.every(Boolean)).length,
        seeds.length,
        steps.flat().filter(Boolean).length,
        steps.flat().length,
        ...[0, 1, 2, 3, 4].map((level) =>
          level < seeds[0]!.length
            ? seeds.reduce((sum, at) => sum + at[level]!, 0) / seeds.length
            : null
        ),
      ];
    }),
  };
}
