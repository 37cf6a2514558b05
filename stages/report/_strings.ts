/** Every sentence of the page. Placeholders in braces are filled in. */
export interface Strings {
  readonly locale: string;
  readonly demonstration: string;
  readonly answer: string;
  readonly saves: string;
  readonly savesUnreached: string;
  readonly open: string;
  readonly openUnreached: string;
  readonly noSaving: string;
  readonly flat: string;
  readonly flatNote: string;
  readonly notReached: string;
  readonly shownFresh: string;
  readonly shownAlone: string;
  readonly aimGiven: string;
  readonly aimDerived: string;
  readonly aimSmallest: string;
  readonly aimFloor: string;
  readonly missing: {
    readonly heading: string;
    readonly origins: string;
    readonly shift: string;
    readonly gate: string;
    readonly falling: string;
    readonly seeds: string;
    readonly failed: string;
    readonly candidate: string;
    readonly baseline: string;
    readonly untested: string;
    readonly longer: string;
    readonly codes: string;
    readonly pilot: string;
    readonly identical: string;
    readonly disagree: string;
    readonly bound: string;
    readonly boundLonger: string;
    readonly needed: string;
    readonly hopeless: string;
    readonly unknown: string;
  };
  readonly tests: {
    readonly title: string;
    readonly note: string;
    readonly aim: string;
    readonly mean: string;
    readonly bound: string;
    readonly seeds: string;
    readonly result: string;
    readonly reaches: string;
    readonly mayMiss: string;
    readonly misses: string;
    readonly mayReach: string;
    readonly longer: string;
    readonly fall: string;
    readonly done: string;
    readonly notDone: string;
  };
  readonly training: {
    readonly title: string;
    readonly note: string;
    readonly falling: string;
    readonly steps: string;
    readonly flops: string;
    readonly gain: string;
    readonly gainNote: string;
    readonly cut: string;
    readonly done: string;
  };
  readonly freshSeeds: string;
  readonly ofPilot: string;
  readonly smallestNote: string;
  readonly betterAtSize: string;
  readonly worseAtSize: string;
  readonly noDifference: string;
  readonly crossing: string;
  readonly oneSeed: string;
  readonly sameImages: string;
  readonly otherImages: string;
  readonly countOfImages: string;
  readonly finalFigure: string;
  readonly finalMisses: string;
  readonly ofTestImages: string;
  readonly onTest: string;
  readonly quality: string;
  readonly qualityNote: string;
  readonly floor: string;
  readonly size: string;
  readonly smallest: string;
  readonly latent: string;
  readonly parameters: string;
  readonly flops: string;
  readonly milliseconds: string;
  readonly notReachedCell: string;
  readonly and: string;
  readonly sensitivity: string;
  readonly distance: string;
  readonly distanceNote: string;
  readonly trend: string;
  readonly trendRises: string;
  readonly untested: string;
  readonly excess: string;
  readonly excessNote: string;
  readonly noExcess: string;
  readonly toldApart: string;
  readonly different: string;
  readonly notTold: string;
  readonly diversity: string;
  readonly diversityNote: string;
  readonly failed: string;
  readonly metric: string;
  readonly encoders: string;
  readonly pictures: string;
  readonly samples: string;
  readonly realImages: string;
  readonly notShown: string;
  readonly provenance: string;
  readonly definitions: string;
  readonly modes: Readonly<Record<string, string>>;
  readonly limits: {
    readonly seeds: string;
    readonly features: string;
    readonly count: string;
    readonly control: string;
    readonly controlWins: string;
    readonly diverged: string;
    readonly prior: string;
    readonly steps: string;
    readonly money: string;
  };
  readonly metrics: Readonly<Record<string, string>>;
}

const en: Strings = {
  locale: "en",
  demonstration:
    "A small demonstration: few steps and one seed. It shows how the answer looks, not what it is.",
  answer: "The answer",
  saves:
    "With <b>{winner}</b> codes a generator of {size} parameters does what <b>{baseline}</b> needs {baseSize} for, of the sizes that were tried: at least {factor}× smaller.",
  savesUnreached:
    "With <b>{winner}</b> codes a generator of {size} parameters reaches the quality; with <b>{baseline}</b> no size that was tried does, up to {baseSize}: more than {factor}× smaller.",
  open:
    "Open: <b>{winner}</b> may do with {size} parameters what <b>{baseline}</b> needs {baseSize} for, but that is not shown.",
  openUnreached:
    "Open: <b>{winner}</b> may reach the quality with {size} parameters, and <b>{baseline}</b> with no size that was tried, but that is not shown.",
  noSaving:
    "Open: no saving was found. No smaller generator than the {baseSize} parameters of <b>{baseline}</b> reaches the quality on average.",
  flat:
    "Open: by {metric} <b>{baseline}</b> gets no better with its size, so that nothing is left to save: its smallest generator, of {baseSize} parameters, is the best that was tried.",
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
    gain: "gain of the last doubling",
    gainNote:
      "A training ends when it is shown that doubling its steps lowers the distance to validation images by at most a tenth.",
    cut: "cut short by the budget",
    done: "none",
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
  flops: "MFLOP an image",
  milliseconds: "ms an image",
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
  metrics: {
    fd: "squared Fréchet distance between normal laws fitted to features",
    kid: "kernel distance (x·y/d + 1)³ between features, unbiased",
    is: "exp of the mean divergence of class probabilities (legacy)",
    precision: "share of samples inside the manifold of real images",
    recall: "share of real images inside the manifold of samples",
    density: "mean number of real neighbourhoods around a sample, over k",
    coverage: "share of real neighbourhoods that hold a sample",
    modes: "classes that samples hit",
    modeDivergence: "divergence of class frequencies from the real ones, nats",
    adversarial:
      "mean difference of fresh, spectrally normalised critics on held-out halves, a lower bound",
  },
};

const ja: Strings = {
  locale: "ja",
  demonstration:
    "これは小さなデモです。学習ステップが少なく、シードも 1 つだけです。答えの形を示すもので、結論ではありません。",
  answer: "結論",
  saves:
    "<b>{winner}</b> の潜在表現なら、試した大きさの中で <b>{baseline}</b> に {baseSize} パラメータが必要な品質に、{size} パラメータの生成器で届きます（少なくとも {factor} 分の 1）。",
  savesUnreached:
    "<b>{winner}</b> の潜在表現なら {size} パラメータの生成器で目標品質に届きます。<b>{baseline}</b> では試した最大の {baseSize} パラメータでも届きません（{factor} 分の 1 より小さい）。",
  open:
    "未決着です。<b>{winner}</b> は {size} パラメータで、<b>{baseline}</b> に {baseSize} パラメータが必要な品質に届くかもしれませんが、示されていません。",
  openUnreached:
    "未決着です。<b>{winner}</b> は {size} パラメータで目標品質に届き、<b>{baseline}</b> は試したどの大きさでも届かないかもしれませんが、示されていません。",
  noSaving:
    "未決着です。削減は見つかりませんでした。平均で目標品質に届く、<b>{baseline}</b> の {baseSize} パラメータより小さい生成器はありません。",
  flat:
    "未定：{metric} では <b>{baseline}</b> は大きくしても良くならず、節約できる余地がありません。最も小さい生成器（{baseSize} パラメータ）が試した中で最良です。",
  flatNote:
    "より小さい生成器でも足りるか、{metric} ではこれらを見分けられないかのどちらかです。下のサンプルを見て、より小さい大きさ、より長い学習、または別の評価器を試してください。",
  shownFresh:
    "選択に使っていない {seeds} 個の新しいシードで、一致した {metrics} により示されました。シードによるばらつきがほぼ正規分布なら、削減が誇張である確率は 5 % 以下です（各限界の信頼度は {level}）。{seeds} 回に 1 回より稀な失敗は見えていません。",
  shownAlone:
    "新しいシードはありませんが、一致した {metrics} により示されました。限界はすべての潜在表現と大きさについて同時に成り立ちます（それぞれ {level}）。シードによるばらつきがほぼ正規分布なら、削減が誇張である確率は 5 % 以下です。{seeds} 回に 1 回より稀な失敗は見えていません。",
  aimGiven: "指定された目標品質: {aims}。",
  aimDerived:
    "目標品質 {aims} は、{size} パラメータの {baseline} と一つ小さい大きさの中間です。",
  aimSmallest:
    "目標品質 {aims} は、{size} パラメータの {baseline} の値です。これより小さい大きさは試していません。",
  aimFloor:
    "目標品質 {aims} は、同じ枚数の実画像どうしの値です。これ以上は見分けられません。",
  missing: {
    heading: "判定に足りないもの:",
    origins:
      "由来が異なり一致する 2 つの特徴抽出器（うち 1 つはこの画像と無関係なもの）。今は {metrics} だけです。score.pretrained か score.random を加えてください。",
    shift:
      "同じ母集団。学習用の実画像は、選択に使った画像から {chosenOn}、検定に使う画像から {testedOn} の距離にあり（{metric}）、前者での目標品質は後者では別の品質になります。両方を一つの集合から取ってください。",
    gate:
      "{baseline} の学習が十分かどうか。目標に届かないはずの大きさについて、3 倍のステップの学習を “longer” に渡してください。",
    falling:
      "さらなる学習。{size} パラメータの {baseline} は、長く学習するとまだ {share} 良くなります（{metric}）。小さいものでも足りるかもしれません。",
    seeds:
      "新しいシード。{winner} は表示中の値そのもので選ばれたので、偶然が選んだのかもしれません。",
    failed: "安定した学習。{winner} の {count} 回が発散または崩壊しました。",
    candidate: "{winner} が目標品質に届くことの証明: {bounds}。",
    baseline:
      "{baseline} がより大きな生成器を要することの証明。{size} パラメータで届くかもしれません: {bounds}。",
    untested:
      "{baseline} がより大きな生成器を要することの証明。十分に小さい大きさが検定されていません。",
    longer:
      "長く学習しても {baseline} がより大きな生成器を要することの証明。{size} パラメータで届くかもしれません: {bounds}。長い学習のシードを増やせば分かります。",
    codes:
      "分布から引いた潜在表現。今のものは画像の潜在表現で、新しい画像を作れるのは潜在表現の分布だけです。",
    pilot:
      "予備実験全体。{winner} のシードは {baseline} より少なくなっています。",
    identical:
      "異なるシード。{latent} の {count} 回の学習がすべて同じ結果でした。シードは学習に渡されていますか。",
    disagree: "一致。{metrics} のうち一方は削減を示し、他方は示しません。",
    bound: "{metric} の平均は {mean}、限界は {bound}、目標は {epsilon}",
    boundLonger:
      "{metric} の平均は {mean}、長い学習での限界は {longer}、目標は {epsilon}",
    needed:
      "平均とばらつきが観測どおりなら、それぞれ約 {count} 個の新しいシードで、{baseSize} パラメータの {baseline} に対する少なくとも {factor} 分の 1 の削減を {power} の確率で示せます。",
    hopeless:
      "シードを増やしても示せる見込みはありません。平均が反対側にあるか、目標のすぐそばにあります。",
    unknown:
      "必要なシードの数は分かりません。それぞれ少なくとも 2 つのシードが必要です。",
  },
  tests: {
    title: "検定したこと",
    note:
      "候補はすべての特徴抽出器で目標品質に届き、{baseline} は最小の大きさから順に、届きうるものが現れるまで届かないことが必要です。限界は片側で、信頼度は {level} です。",
    aim: "目標",
    mean: "平均",
    bound: "限界",
    seeds: "シード数",
    result: "結果",
    reaches: "届く",
    mayMiss: "届かないかもしれない",
    misses: "届かない",
    mayReach: "届くかもしれない",
    longer: "長く学習した {baseline}:",
    fall: "改善",
    done: "学習済み",
    notDone: "学習不足",
  },
  training: {
    title: "学習に要した計算と品質",
    note:
      "点は一つの大きさ（シード平均）。生成器と批評器の学習の演算量の合計で、エンコーダと事前分布は含みません。",
    falling:
      "{all} 回の学習のうち {count} 回は、ステップを使い切った時点で終わったとは示されていません。予算を増やせば曲線はさらに下がる可能性があります。",
    steps: "ステップ数",
    flops: "学習の演算量（{unit}FLOP）",
    gain: "最後の倍増による改善",
    gainNote:
      "ステップを倍にしても検証画像までの距離が高々一割しか縮まないと示されたとき、学習を終えます。",
    cut: "予算による打ち切り",
    done: "なし",
  },
  freshSeeds:
    "{pilot} 個のシードによる予備実験が、{images}評価用画像で目標品質・潜在表現・大きさを選びました。別の {fresh} 個のシードと、一度だけ見る{final}テスト画像で検定しました。",
  ofPilot:
    "目標品質・潜在表現・大きさを選んだ予備実験の値です。上の検定は別のシードと画像によります。",
  smallestNote:
    "{metric} = {epsilon} に対する C(ε): 平均が届く最小の大きさ。平均だけの値で、示されたことは上にあります。",
  betterAtSize:
    "同じ {axis} で（事前分布のパラメータは除く）、全シードを通じ、すべての特徴抽出器で {baseline} より良いもの: {list}。",
  worseAtSize:
    "同じ {axis} で（事前分布のパラメータは除く）、全シードを通じ、すべての特徴抽出器で {baseline} より悪いもの: {list}。",
  noDifference:
    "同じ {axis} で {baseline} と異なることが示された潜在表現はありません。同時に成り立つ区間では決まりません。",
  crossing:
    "{a} と {b} の {axis} に対する曲線は {sizes} の間で交差します。どちらが良いかは大きさによります。",
  notReached:
    "未決着です。平均で目標品質に届く生成器は、試した中にありません。",
  oneSeed: "シードが 1 つのため区間は出せず、偶然の可能性を排除できません。",
  sameImages:
    "選択と数値は同じ{images}評価用画像に基づくため、選ばれたものの数値は実際より良く見えます。",
  otherImages:
    "目標品質・潜在空間・大きさは{images}評価用画像で選びました。以下のスコアとグラフは、選択に使っていない{final}テスト画像によるものです。",
  countOfImages: " {count} 枚の",
  finalFigure:
    "選ばれた大きさの {latent}: テスト画像での {metric} は {value} です。",
  finalMisses:
    "選ばれた大きさの {latent}: テスト画像での {metric} は {value} で、目標の {epsilon} に達していません。",
  ofTestImages:
    "選択に使っていないテスト画像による値です。そのため、曲線が目標に達する大きさと選ばれた大きさがずれることがあります。",
  onTest: "テスト画像での {metric}",
  quality: "生成器の大きさと品質",
  qualityNote:
    "{metric}（{better}ほど良い）。点はシード平均、縦棒は Student の 95 % 区間。見やすいように横に少しずらしています。",
  floor: "破線: 実画像どうしの値 {floor}。",
  size: "生成器と事前分布のパラメータ数",
  smallest: "目標品質に届く最小の生成器",
  latent: "潜在表現",
  parameters: "パラメータ数",
  flops: "1 枚あたり MFLOP",
  milliseconds: "1 枚あたり ms",
  notReachedCell: "届かず",
  and: "、",
  sensitivity: "ほかの目標品質での最小の生成器",
  distance: "潜在分布とデータの距離",
  distanceNote:
    "生成器が一度も見ていない批評器が、サンプルと未使用画像の間に見いだす差（批評器の単位）。真の距離の下界で、批評器の大きさが同じ場合にだけ比較できます。点はシード平均。減少の有無は、ばらつきが等しくなくてもよい平均の対比で検定しています。",
  trend:
    "{latent}: 大きさに伴う減少が変動の {explained} を説明 ({p})。最小は {size} パラメータ。",
  trendRises:
    "{latent}: 大きさに伴う減少が変動の {explained} を説明 ({p})。最小は {size} パラメータ。大きさとともに平均が再び増える箇所: {rises}。",
  untested: "シードが 1 つのため検定なし",
  excess: "下限（実画像どうし）を超える距離",
  excessNote:
    "幅 {width} の批評器。同じシードの批評器が同数の実画像どうしに見いだす値を引いた差と、画像と批評器にわたる 95 % 区間です。実画像どうしの値は {floor} で、これより小さい違いはこの幅の批評器には見えません。より大きな批評器にしか見えない違いは測られていません。",
  noExcess:
    "幅 {width} の批評器には比較用の学習画像が与えられていないため、サンプルが実画像と異なるかどうかは述べません。",
  toldApart: "サンプルの判定",
  different: "実画像と異なる",
  notTold: "実画像と区別できない",
  diversity: "多様性と安定性",
  diversityNote:
    "最大の生成器での値（シード平均）。発散・崩壊は全サイズの合計です。",
  failed: "発散・崩壊",
  metric: "指標",
  encoders: "エンコーダの費用（一度だけ）",
  pictures: "画像",
  samples: "サンプル",
  realImages: "実画像（未使用）",
  notShown: "示されていないこと",
  provenance: "このページの作り方",
  definitions: "数値の意味",
  modes: {
    prior: "推定した事前分布からのコード（生成）",
    heldout: "未使用画像のコード",
    train: "学習画像のコード",
    "": "",
  },
  limits: {
    seeds: "シードは {seeds} 個です。区間は広く、まれな失敗は見えません。",
    features:
      "特徴量は同じデータで学習した分類器のものです。その品質観が利用者のものと一致するとは限りません。",
    count: "各スコアは {count} 枚の画像に基づきます。",
    control: "未学習エンコーダの対照実験は行っていません。",
    controlWins:
      "未学習の対照 {control} は {winner} と同等以上です。効いているのは学習された内容とは限りません。",
    diverged:
      "{all} 回の学習のうち {count} 回が発散または崩壊しました。平均はそれ以外の値です。",
    prior:
      "画像のコードを使うことは生成ではありません。新しい画像を作るのは推定した事前分布だけで、その大きさと時間は、費用の測定に事前分布が渡されていれば生成器に加算されます。エンコーダの分は含みません。",
    steps:
      "生成器の学習ステップ数はすべて同じです。学習を続ければ曲線は動きえます。",
    money: "時間と費用は比較していません。パラメータ数と演算量で代えています。",
  },
  metrics: {
    fd: "特徴量に当てはめた正規分布間のフレシェ距離の 2 乗",
    kid: "特徴量間のカーネル距離 (x·y/d + 1)³、不偏推定",
    is: "クラス確率のダイバージェンス平均の指数（旧来の指標）",
    precision: "実画像の多様体の内側にあるサンプルの割合",
    recall: "サンプルの多様体の内側にある実画像の割合",
    density: "サンプルを囲む実画像近傍の平均個数 / k",
    coverage: "サンプルを含む実画像近傍の割合",
    modes: "サンプルが当たったクラス数",
    modeDivergence: "クラス頻度の実画像からのダイバージェンス（nat）",
    adversarial:
      "新しいスペクトル正規化批評器の、未使用の半分での平均差（下界）",
  },
};

/** Sentences by language. */
export const strings = { en, ja } as const satisfies Record<string, Strings>;

/** Fills the braces of a sentence. */
export function fill(
  sentence: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return sentence.replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => String(values[name] ?? whole),
  );
}
