import { random } from "../../../lib/stats/random.ts";
import type { Rule } from "../../../lib/verdict/rule.ts";
import { judge, type Verdict } from "../../../lib/verdict/judge.ts";
import type { Place, Trial } from "../../../lib/verdict/trial.ts";

/** Sizes of generators, and their parameters in the committed studies. */
export const SIZES = [2, 4, 8, 16, 32] as const;
const PARAMETERS: Readonly<Record<number, number>> = {
  2: 4931,
  4: 11_141,
  8: 27_713,
  16: 77_585,
  32: 232_481,
};

/** A world in which studies are made. */
export interface World {
  readonly latents: readonly string[];
  /** True quality, in every extractor; smaller is better. */
  readonly truth: (place: Place) => number;
  /** The same after longer training; by default no better. */
  readonly longer?: (place: Place) => number;
  /** Deviation between seeds, as a share of the truth. */
  readonly spread: (place: Place) => number;
  /** Chance that a training fails. */
  readonly failing: number;
  /**
   * Trainings that come out worse and raise no flag: their share, and how many
   * times worse they are than the others. The truth is the mean of all.
   */
  readonly slips?: { readonly share: number; readonly factor: number };
  /** Quality to reach; the pilot gives it when undefined. */
  readonly epsilon: number | undefined;
  /** Correlation of the two extractors over seeds. */
  readonly shared: number;
  /** Whether the tests have seeds of their own; else the pilot is all there is. */
  readonly fresh: boolean;
}

/**
 * Correlation of a training with the longer one of its seed: of digits, 0.7 to 0.9
 * by ImageNet's judge, about none by untrained networks.
 */
const KEPT = 0.7;

const METRICS = [
  { name: "kid[pretrained]", better: "lower", origin: "pretrained" },
  { name: "kid[classifier]", better: "lower", origin: "classifier" },
] as const;

/** One study: a pilot of all arms, then fresh seeds of those that decide. */
export function runStudy(
  world: World,
  { pilot, fresh, number }: {
    readonly pilot: number;
    readonly fresh: number;
    readonly number: number;
  },
): { readonly verdict: Verdict; readonly rule: Rule } {
  const rule: Rule = {
    metrics: METRICS,
    baseline: "gaussian",
    parameters: ({ size }) => PARAMETERS[size]!,
    looks: [fresh],
    power: 0.8,
    tolerance: 0.1,
    epsilon: world.epsilon === undefined
      ? undefined
      : Object.fromEntries(METRICS.map(({ name }) => [name, world.epsilon!])),
  };
  const places = world.latents.flatMap((latent) =>
    SIZES.map((size) => ({ latent, size }))
  );
  const trainings = (seeds: number, name: string) =>
    places.flatMap((place) =>
      Array.from(
        { length: seeds },
        (_, seed) => training(world, place, `${name}${seed}`, number),
      )
    );
  const chosenBy = trainings(world.fresh ? pilot : fresh, "pilot");
  const evidence = {
    pilot: chosenBy,
    tested: world.fresh ? trainings(fresh, "fresh") : chosenBy,
    fresh: world.fresh,
    longer: chosenBy.filter(({ latent }) => latent === rule.baseline).map((
      { latent, size, seed },
    ) => training(world, { latent, size }, seed, number, true)),
  };
  return { verdict: judge(evidence, rule)!, rule };
}

function training(
  world: World,
  place: Place,
  seed: string,
  number: number,
  isLonger = false,
): Trial {
  const stream = random(BigInt(number), place.latent, place.size, seed);
  const [common, ...own] = stream.normal(new Float32Array(1 + METRICS.length));
  // Of the same seed, but not the same training any more.
  const later = isLonger
    ? stream.normal(new Float32Array(1 + METRICS.length))
    : [];
  const mixed = (z: number, i: number) =>
    isLonger ? Math.sqrt(KEPT) * z + Math.sqrt(1 - KEPT) * later[i]! : z;
  const [chance, slip] = stream.uniform(new Float32Array(2));
  const { share, factor } = world.slips ?? { share: 0, factor: 1 };
  const { truth: short, longer = short } = world;
  const mean = (isLonger ? longer : short)(place) / (1 + share * (factor - 1));
  const truth = slip! < share ? factor * mean : mean;
  const spread = world.spread(place);
  return {
    ...place,
    seed,
    failed: chance! < world.failing,
    values: Object.fromEntries(METRICS.map(({ name }, m) => {
      const z = Math.sqrt(world.shared) * mixed(common!, 0) +
        Math.sqrt(1 - world.shared) * mixed(own[m]!, 1 + m);
      // Log-normal about its mean.
      const s = Math.sqrt(Math.log(1 + spread * spread));
      return [name, truth * Math.exp(s * z - s * s / 2)];
    })),
  };
}

/** Whether a verdict claims more than is so. */
export function isFalse(
  { verdict, rule }: ReturnType<typeof runStudy>,
  world: World,
): boolean {
  if (verdict.kind !== "saves") return false;
  const { latent, size } = verdict.candidate!;
  return rule.metrics.some(({ name }) => {
    const epsilon = verdict.aim.epsilon[name]!;
    const { truth, longer = truth } = world;
    const reaches = (place: Place) => truth(place) <= epsilon;
    const needed = SIZES.find((size) => {
      const own = { latent: rule.baseline, size };
      return reaches(own) || longer(own) <= epsilon;
    });
    const claimed = verdict.saving!.size ?? Infinity;
    return !reaches({ latent, size }) || (needed ?? Infinity) < claimed;
  });
}
