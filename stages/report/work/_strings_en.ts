/** Every sentence of the page in English. Placeholders in braces are filled in. */
export const en = {
  locale: "en" as "en" | "ja",
  demonstration:
    "A small demonstration: few steps and one seed. It shows how the answer looks, not what it is.",
  answer: "The answer",
  saves:
    "With {winner} codes a generator of {size} parameters does what {baseline} needs {baseSize} for, of the sizes that were tried: at least {factor}× smaller.",
  savesUnreached:
    "With {winner} codes a generator of {size} parameters reaches the quality; with {baseline} no size that was tried does, up to {baseSize}: more than {factor}× smaller.",
  open:
    "Open: {winner} may do with {size} parameters what {baseline} needs {baseSize} for, but that is not shown.",
  openUnreached:
    "Open: {winner} may reach the quality with {size} parameters, and {baseline} with no size that was tried, but that is not shown.",
  noSaving:
    "Open: no saving was found. No smaller generator than the {baseSize} parameters of {baseline} reaches the quality on average.",
  flat:
    "Open: by {metric} {baseline} gets no better with its size, so that nothing is left to save: its smallest generator, of {baseSize} parameters, is the best that was tried.",
  flatNote:
    "Either smaller generators do as well, or {metric} cannot tell these apart: look at the samples below, and try smaller sizes, more training, or another judge.",
  shownFresh:
    "Shown by {metrics}, which agree, on {seeds} fresh seeds that chose nothing. The chance that a saving is overstated is at most 5 % where results scatter over seeds about as a normal law does; each bound then holds with {level}. What goes wrong less often than once in {seeds} trainings was not seen.",
  shownAlone:
    "Shown by {metrics}, which agree, without fresh seeds: the bounds hold together for all latents and sizes, each with {level}. The chance that a saving is overstated is at most 5 % where results scatter over seeds about as a normal law does. What goes wrong less often than once in {seeds} trainings was not seen.",
  aimGiven: "The quality asked for: {aims}.",
  aimDerived:
    "The quality aimed at, {aims}, is half way between {baseline} at {size} parameters and at the size below.",
  aimSmallest:
    "The quality aimed at, {aims}, is that of {baseline} at {size} parameters, below which no size of it was tried.",
  aimFloor:
    "The quality aimed at, {aims}, is what as many real images get: more cannot be told.",
  missing: {
    heading: "What is missing for a verdict:",
    origins:
      "Two extractors of different origin that agree, one of them foreign to these images; it rests on {metrics}. Add score.pretrained or score.random to the extractors.",
    shift:
      "One population: real training images lie at {chosenOn} from the images that chose and at {testedOn} from those that test ({metric}), so that a quality aimed at on the one is another on the other; draw both from one set.",
    gate:
      "Whether {baseline} is trained to the end: give its trainings with three times the steps as “longer”, for the sizes that must miss the quality.",
    falling:
      "More training: {baseline} at {size} parameters still gets better by {share} ({metric}) when it is trained for longer, so that a smaller one might do.",
    seeds:
      "Fresh seeds: {winner} was chosen by the figures that are shown, and chance chooses too.",
    failed: "Trainings that hold: {count} of {winner} diverged or collapsed.",
    candidate: "Proof that {winner} reaches the quality: {bounds}.",
    baseline:
      "Proof that {baseline} needs more: at {size} parameters it may reach the quality, {bounds}.",
    untested:
      "Proof that {baseline} needs more: no size of it was tested that is small enough.",
    longer:
      "Proof that {baseline} needs more after longer training too: at {size} parameters it may then reach the quality, {bounds}. More seeds of longer trainings tell.",
    codes:
      "Codes that are drawn: these are codes of images, and only a law of codes makes new ones.",
    pilot:
      "The whole pilot: {winner} has fewer of its seeds than {baseline} there.",
    identical:
      "Seeds that differ: all {count} trainings of {latent} came out equal. Is the seed wired to what is trained?",
    disagree:
      "Agreement: one of {metrics} would show a saving, and another does not.",
    bound:
      "{metric} is {mean} on average, at the bound {bound}, where {epsilon} is aimed at",
    boundLonger:
      "{metric} is {mean} on average, and at the bound {longer} after longer training, where {epsilon} is aimed at",
    needed:
      "About {count} fresh seeds of each would show at least {factor}×, against {baseline} at {baseSize} parameters, with a chance of {power}, if means and spreads are as they were found.",
    hopeless:
      "More seeds are not expected to show it: a mean lies on the wrong side, or next to the quality.",
    unknown:
      "How many seeds would show it is not known: that takes at least two of each.",
  },
  tests: {
    title: "What was tested",
    note:
      "The candidate must reach the quality by every extractor, and {baseline} miss it, from its smallest size upward until one may reach it. Bounds are one-sided and hold with {level}.",
    aim: "aimed at",
    mean: "mean",
    bound: "bound",
    seeds: "seeds",
    result: "result",
    reaches: "reaches it",
    mayMiss: "may miss it",
    misses: "misses it",
    mayReach: "may reach it",
    longer: "{baseline}, trained for longer:",
    fall: "better by",
    done: "done",
    notDone: "not done",
  },
  training: {
    title: "Quality against what training took",
    note:
      "Every point is a size, the mean of its seeds; operations of the generator's and the critic's training together, encoders and priors not.",
    falling:
      "{count} of {all} trainings were not shown to be done when their steps ran out: their curves may fall further with a larger budget.",
    steps: "steps",
    flops: "training, {unit}FLOP",
    gainNote:
      "A training ends when it is shown that doubling its steps lowers the distance to validation images by at most a tenth.",
  },
  freshSeeds:
    "A pilot of {pilot} seeds chose quality, latent and size on {images}held-out images; {fresh} other seeds and {final}test images, looked at once, tested the choice.",
  ofPilot:
    "Of the pilot, which chose quality, latent and size; the tests above are of other seeds and images.",
  smallestNote:
    "C(ε) for {metric} at {epsilon}: the smallest size whose mean reaches it. Means alone; what is shown stands above.",
  betterAtSize:
    "Better than {baseline} at equal {axis}, the parameters of priors left out, in all seeds together and by every extractor: {list}.",
  worseAtSize:
    "Worse than {baseline} at equal {axis}, the parameters of priors left out, in all seeds together and by every extractor: {list}.",
  noDifference:
    "At equal {axis} no latent is shown to differ from {baseline}: intervals over seeds that hold together leave it open.",
  crossing:
    "The curves of {a} and {b} over {axis} cross between {sizes}: which is better depends on the size.",
  notReached:
    "Open: no generator that was tried reaches the quality on average.",
  oneSeed: "One seed: there is no interval, and chance is not ruled out.",
  sameImages:
    "Choice and figures rest on the same {images}held-out images: the figures flatter what was chosen.",
  otherImages:
    "The quality aimed at, latent and size were chosen on {images}held-out images; scores and charts below are of {final}test images, which took no part in the choice.",
  countOfImages: "{count} ",
  finalFigure:
    "{latent} at the size chosen: {metric} of {value} on the test images.",
  finalMisses:
    "{latent} at the size chosen: {metric} of {value} on the test images, which misses the {epsilon} aimed at.",
  ofTestImages:
    "Of the test images, which took no part in the choice; the size chosen for a latent may therefore lie beside that at which its curve reaches the quality.",
  onTest: "{metric} on test images",
  quality: "Quality against the size of the generator",
  qualityNote:
    "{metric}; {better} is better. Points are means over seeds, bars Student's 95 % intervals; latents are set a little apart.",
  floor: "Dashed: real images against real images, {floor}.",
  size: "parameters of generator and prior",
  smallest: "The smallest generator that reaches the quality",
  latent: "latent",
  parameters: "parameters",
  notReachedCell: "not reached",
  and: " and ",
  sensitivity: "Smallest generator at other qualities",
  distance: "Distance between latent and data",
  distanceNote:
    "What critics that the generator has never seen find between samples and held-out images, in the critics' units: a lower bound, comparable for one critic size only. Points are means over seeds. Whether they fall is a contrast of means that allows unequal spreads.",
  trend:
    "{latent}: a fall with size explains {explained} of the variation, {p}; least at {size} parameters.",
  trendRises:
    "{latent}: a fall with size explains {explained} of the variation, {p}; least at {size} parameters. The mean rises again with size: {rises}.",
  untested: "not tested: one seed",
  excess: "distance above the floor",
  excessNote:
    "Critics of width {width}. Above the floor means: less what critics of the same seeds find between as many real images, with a 95 % interval over images and critics. Between real images they find {floor}: what differs by less, a critic of this width cannot see, and what only a larger one would see it does not measure.",
  noExcess:
    "Critics of width {width} had no training images to compare with: whether samples differ from real images is not said.",
  toldApart: "samples are",
  different: "different from real images",
  notTold: "not told from real images",
  diversity: "Diversity and stability",
  diversityNote:
    "At the largest generator, mean over seeds. Diverged and collapsed count over all sizes.",
  failed: "diverged, collapsed",
  metric: "metric",
  encoders: "What the encoders cost, once",
  pictures: "pictures",
  samples: "Samples",
  realImages: "real images, held out",
  notShown: "What was not shown",
  provenance: "How this page was made",
  definitions: "What the numbers mean",
  modes: {
    prior: "codes from a fitted prior (generation)",
    heldout: "codes of held-out images",
    train: "codes of training images",
    "": "",
  } as Readonly<Record<string, string>>,
  scores: {
    unit: "{meaning}, {unit}",
    better: "{meaning}; {better} is better",
    lower: "lower",
    higher: "higher",
    none: "none",
  },
  limits: {
    seeds: "{seeds} seeds: intervals are wide, and rare failures are not seen.",
    features:
      "The features come from a classifier trained on this very data set; its view of quality need not be yours.",
    count: "Scores rest on {count} images each.",
    control: "No untrained encoder was run as a control.",
    controlWins:
      "The untrained control {control} does as well as {winner} or better: what helps need not be what the encoder learned.",
    diverged:
      "{count} of {all} trainings diverged or collapsed; means are of the others.",
    prior:
      "Codes of images are not generation: only the fitted prior makes new images. Its size and time count with the generator's where 'cost' was given the prior; the encoder's do not.",
    steps:
      "All generators had the same number of steps; more training may move the curves.",
    money:
      "Time and money were not compared; parameters and operations stand for them.",
  },
};

/** Every sentence of the page, in one language. */
export type Strings = typeof en;
