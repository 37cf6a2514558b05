import { isFalse, runStudy, SIZES, type World } from "./simulate.ts";

/** Pilot seeds of each arm. */
const PILOT = 3;
/** Fall of quality with parameters: about as in the committed studies. */
const SLOPE = 0.4;

const LATENTS = ["gaussian", "a", "b", "c", "d", "e"];

const PARAMETERS = [4931, 11_141, 27_713, 77_585, 232_481];

function quality(size: number, factor = 1): number {
  const at = SIZES.indexOf(size as typeof SIZES[number]);
  return (PARAMETERS[at]! * factor / PARAMETERS[0]!) ** -SLOPE;
}

/** Six equal latents, 12 % between seeds, the aim left to the pilot. */
const EQUAL: World = {
  latents: LATENTS,
  truth: ({ size }) => quality(size),
  spread: () => 0.12,
  failing: 0,
  epsilon: undefined,
  shared: 0.5,
  fresh: true,
};

/** All latents but the baseline nearly reach the aim with the smallest size. */
function fiveMiss(shared: number): World {
  return {
    ...EQUAL,
    truth: ({ latent, size }) =>
      latent !== "gaussian" && size === 2 ? 1.0001 : 2,
    epsilon: 1,
    shared,
  };
}

const saver = (factor: number): World => ({
  ...EQUAL,
  truth: ({ latent, size }) => quality(size, latent === "a" ? factor : 1),
});

/** Worlds by name, with the factor by which one latent truly saves. */
export const SCENARIOS: Readonly<Record<string, readonly [World, number]>> = {
  "six equal latents": [EQUAL, 1],
  "six equal latents, aim given": [{ ...EQUAL, epsilon: 0.35 }, 1],
  "flat curves, aim at them": [{ ...EQUAL, truth: () => 1, epsilon: 1 }, 1],
  "flat curves, aim from the pilot": [{ ...EQUAL, truth: () => 1 }, 1],
  "baseline at the aim": [{ ...EQUAL, epsilon: quality(8) }, 1],
  "unequal spreads": [{
    ...EQUAL,
    spread: ({ latent, size }) =>
      (latent === "a" ? 0.3 : 0.06) * (size > 4 ? 1.5 : 1),
  }, 1],
  "one training in twenty fails": [{ ...EQUAL, failing: 0.05 }, 1],
  "six equal latents, no fresh seeds": [{ ...EQUAL, fresh: false }, 1],
  "flat curves, no fresh seeds": [
    { ...EQUAL, truth: () => 1, epsilon: 1, fresh: false },
    1,
  ],
  // What a claim needs is half true, and extractors hardly differ.
  "one far better, baseline at the aim at every size": [{
    ...EQUAL,
    truth: ({ latent }) => latent === "a" ? 0.5 : 1,
    epsilon: 1,
    shared: 0.95,
  }, 1],
  "one just misses, baseline far from the aim": [{
    ...EQUAL,
    truth: ({ latent, size }) => latent === "a" && size === 2 ? 1.0001 : 2,
    epsilon: 1,
    shared: 0.95,
  }, 1],
  // The pilot has its pick of arms that nearly reach the aim.
  "five just miss, baseline far from the aim": [fiveMiss(0.95), 1],
  "one far better, longer training brings the baseline to the aim": [{
    ...EQUAL,
    truth: ({ latent, size }) =>
      latent === "a" ? 0.5 : size > 8 ? 0.5 : 1 / 0.9,
    longer: ({ size }) => size > 8 ? 0.5 : 1,
    epsilon: 1,
    shared: 0.95,
  }, 1],
  "one saves": [saver(1.5), 1.5],
  "one saves, more": [saver(2.75), 2.75],
  "one saves, much": [saver(8), 8],
  "one saves, aim half way": [{
    ...saver(2.75),
    epsilon: (quality(8) + quality(16)) / 2,
  }, 2.75],
  "one saves, unequal spreads": [{
    ...saver(2.75),
    spread: ({ latent }) => latent === "a" ? 0.2 : 0.08,
  }, 2.75],
  "one saves, one in twenty fails": [{ ...saver(2.75), failing: 0.05 }, 2.75],
  "one saves, no fresh seeds": [{ ...saver(2.75), fresh: false }, 2.75],
};

/**
 * Worlds that the level of the rule does not cover: Student's law is that of
 * results which scatter about as a normal law does.
 */
export const BEYOND: Readonly<Record<string, readonly [World, number]>> = {
  "five just miss, 50 % between seeds, extractors alike": [{
    ...fiveMiss(1),
    spread: () => 0.5,
  }, 1],
  "five just miss, 30 % between seeds": [{
    ...fiveMiss(0.5),
    spread: () => 0.3,
  }, 1],
  "five just miss, one training in ten comes out 1.5 times worse": [{
    ...fiveMiss(0.5),
    slips: { share: 0.1, factor: 1.5 },
  }, 1],
  "five just miss, one training in twenty comes out 3 times worse": [{
    ...fiveMiss(0.5),
    slips: { share: 0.05, factor: 3 },
  }, 1],
};

/**
 * How often the rule claims a saving that is none, and how often it finds one
 * that is: studies are drawn and judged by the code that the page uses.
 */
export function* benchDecision({ studies, only }: {
  readonly studies: number;
  /** Text in the names of scenarios. */
  readonly only: string;
}) {
  const all = { ...SCENARIOS, ...BEYOND };
  for (const [scenario, [world, factor]] of Object.entries(all)) {
    if (!scenario.includes(only)) continue;
    for (const seeds of [3, 5, 8, 12]) {
      let [wrong, said] = [0, 0];
      for (let number = 0; number < studies; number++) {
        const study = runStudy(world, { pilot: PILOT, fresh: seeds, number });
        if (study.verdict.kind !== "saves") continue;
        if (isFalse(study, world)) wrong++;
        else said++;
      }
      yield {
        scenario,
        true_factor: factor,
        seeds,
        studies,
        false_claims: wrong / studies,
        power: factor > 1 ? said / studies : null,
      };
    }
  }
}
