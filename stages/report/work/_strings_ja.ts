import type { Strings } from "./_strings_en.ts";

/** The same in Japanese. */
export const ja: Strings = {
  locale: "ja",
  demonstration:
    "これは小さなデモです。学習ステップが少なく、シードも 1 つだけです。答えの形を示すもので、結論ではありません。",
  answer: "結論",
  saves:
    "{winner} の潜在表現なら、試した大きさの中で {baseline} に {baseSize} パラメータが必要な品質に、{size} パラメータの生成器で届きます（少なくとも {factor} 分の 1）。",
  savesUnreached:
    "{winner} の潜在表現なら {size} パラメータの生成器で目標品質に届きます。{baseline} では試した最大の {baseSize} パラメータでも届きません（{factor} 分の 1 より小さい）。",
  open:
    "未決着です。{winner} は {size} パラメータで、{baseline} に {baseSize} パラメータが必要な品質に届くかもしれませんが、示されていません。",
  openUnreached:
    "未決着です。{winner} は {size} パラメータで目標品質に届き、{baseline} は試したどの大きさでも届かないかもしれませんが、示されていません。",
  noSaving:
    "未決着です。削減は見つかりませんでした。平均で目標品質に届く、{baseline} の {baseSize} パラメータより小さい生成器はありません。",
  flat:
    "未定：{metric} では {baseline} は大きくしても良くならず、節約できる余地がありません。最も小さい生成器（{baseSize} パラメータ）が試した中で最良です。",
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
    gainNote:
      "ステップを倍にしても検証画像までの距離が高々一割しか縮まないと示されたとき、学習を終えます。",
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
  scores: {
    unit: "{meaning}（{unit}）",
    better: "{meaning}（{better}ほど良い）",
    lower: "低い",
    higher: "高い",
    none: "なし",
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
};
