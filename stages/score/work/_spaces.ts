import type {
  FeatureSet,
  FeatureSpace,
  Measurement,
  ScoreSet,
} from "../../kinds/mod.ts";

/** What a score compares. */
export interface ScoreInputs {
  readonly samples: FeatureSet;
  readonly reference: FeatureSet;
  readonly train: FeatureSet | undefined;
}

/** What a score compares, as one extractor sees it. */
export interface SpaceInputs {
  /** The extractor's name. */
  readonly name: string;
  readonly samples: FeatureSpace;
  readonly reference: FeatureSpace;
  readonly train: FeatureSpace | undefined;
}

/**
 * The scores in the space of every extractor that samples went through.
 *
 * @param score Scores one space; its names carry the extractor, as in
 * `fd[classifier]`
 * @throws {RangeError} when another set has not gone through an extractor, or
 * through another one of the same name
 */
export async function inEachSpace(
  inputs: ScoreInputs,
  score: (inputs: SpaceInputs) => ScoreSet | Promise<ScoreSet>,
): Promise<{ scores: ScoreSet }> {
  const scores: Record<string, Measurement> = {};
  for (const space of spacesOf(inputs)) {
    const { origin } = space.samples;
    const seen = origin === undefined ? {} : { origin };
    for (const [name, measured] of Object.entries(await score(space))) {
      scores[name] = { ...measured, ...seen };
    }
  }
  return { scores };
}

/**
 * The same for extractors that have classes.
 *
 * @throws {RangeError} when none has
 */
export async function inEachClassSpace(
  inputs: ScoreInputs,
  score: (inputs: SpaceInputs) => ScoreSet | Promise<ScoreSet>,
): Promise<{ scores: ScoreSet }> {
  const { spaces } = inputs.samples;
  const withClasses = Object.fromEntries(
    Object.entries(spaces).filter(([, { classes }]) => classes > 0),
  );
  if (Object.keys(withClasses).length === 0) {
    throw new RangeError(
      `Cannot score classes: ${
        quoted(spaces)
      } has none; use the features of score.classifier`,
    );
  }
  const samples = { ...inputs.samples, spaces: withClasses };
  return await inEachSpace({ ...inputs, samples }, score);
}

function spacesOf({ samples, reference, train }: ScoreInputs): SpaceInputs[] {
  return Object.entries(samples.spaces).map(([name, space]) => ({
    name,
    samples: space,
    reference: sameSpace(reference, name, space),
    train: train && sameSpace(train, name, space),
  }));
}

function sameSpace(
  { spaces }: FeatureSet,
  name: string,
  { dim, identity }: FeatureSpace,
): FeatureSpace {
  const found = spaces[name];
  if (found?.dim === dim) {
    const both = [identity, found.identity];
    if (both.includes(undefined) || both[0] === both[1]) return found;
    throw new RangeError(
      `Cannot compare features: '${name}' is of digest ${
        short(identity)
      } here and ${
        short(found.identity)
      } there; give all sets the same extractor, or each its own name`,
    );
  }
  const got = found === undefined
    ? quoted(spaces)
    : `${found.dim} of '${name}'`;
  throw new RangeError(
    `Cannot compare features: expected ${dim} of '${name}', got ${got}`,
  );
}

function short(digest: string | undefined): string | undefined {
  return digest?.slice(0, 12);
}

function quoted(spaces: FeatureSet["spaces"]): string {
  return Object.keys(spaces).map((name) => `'${name}'`).join(", ");
}

/** The features as points. */
export function pointsOf({ features, dim }: FeatureSpace) {
  return { data: features, dim };
}
