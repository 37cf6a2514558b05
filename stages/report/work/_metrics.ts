import type { Metric } from "../../../lib/verdict/rule.ts";
import { distinct, type Observation, trainingText } from "./_observations.ts";

/** The scores that have to agree: the headline first, then its likes. */
export function metricsOf(
  rows: readonly Observation[],
  { headline, agree, tested }: {
    readonly headline: string;
    readonly agree: readonly string[] | undefined;
    /** Rows that are tested. */
    readonly tested: readonly Observation[];
  },
): Metric[] {
  const all = distinct(rows.flatMap(({ scores }) => Object.keys(scores)));
  const family = (name: string) => name.replace(/\[.*/, "");
  const likes = agree ??
    all.filter((name) => /\]$/.test(name) && family(name) === family(headline));
  const absent = likes.find((name) => !all.includes(name));
  if (absent !== undefined) {
    throw new RangeError(
      `Cannot report on score '${absent}': no row has it; known: ${
        all.join(", ")
      }`,
    );
  }
  return distinct([headline, ...likes]).map((name) => {
    requireScore(rows, name);
    if (tested.some(({ scores }) => scores[name] !== undefined)) {
      requireScore(tested, name);
    }
    const measured = rows.flatMap(({ scores }) => scores[name] ?? []);
    const floors = rows.flatMap(({ scores }) => scores[`${name} floor`] ?? []);
    const mean = floors.reduce((sum, { value, high }) =>
      sum + (high ?? value), 0) / floors.length;
    return {
      name,
      better: directionOf(name, measured[0]?.better),
      origin: measured[0]?.origin,
      floor: floors.length === 0 ? undefined : mean,
      real: realOf(name, { rows, tested }),
    };
  });
}

/**
 * Refuses scores that some rows lack: arms could not be compared by them.
 *
 * @throws {RangeError} naming one
 */
function requireScore(rows: readonly Observation[], name: string): void {
  const without = rows.find(({ scores }) => scores[name] === undefined);
  if (without === undefined) return;
  throw new RangeError(
    `Cannot report on ${
      trainingText(without)
    }: it has no score '${name}', which others have; judge all trainings alike`,
  );
}

/**
 * Which values of a score are good.
 *
 * @throws {RangeError} when the score does not say
 */
export function directionOf(
  name: string,
  better: Metric["better"] | undefined,
): Metric["better"] {
  if (better !== undefined) return better;
  throw new RangeError(
    `Cannot report on score '${name}': it does not say whether low or high values are good; give it 'better', or name another as 'metric' or in 'agree'`,
  );
}

/** What real training images get; it is the same in all rows of one set. */
function realOf(
  name: string,
  { rows, tested }: {
    readonly rows: readonly Observation[];
    readonly tested: readonly Observation[];
  },
): Metric["real"] {
  const [chosenOn, testedOn] = [rows, tested].map((list) =>
    list.flatMap(({ scores }) => {
      const { value, low, high } = scores[`${name} floor`] ?? {};
      return value === undefined || low === undefined || high === undefined
        ? []
        : [{ value, low, high }];
    })[0]
  );
  return chosenOn && testedOn && { chosenOn, testedOn };
}
