import type { ScoreDefinitions } from "../score/definition.ts";

/** What the data stages count. */
export const dataScores: ScoreDefinitions = {
  pictures: { name: { en: "pictures that were read", ja: "読み込んだ画像" } },
  duplicates: {
    name: {
      en: "pictures with the pixels of another",
      ja: "別の画像と画素が等しい画像",
    },
  },
  nearDuplicates: {
    name: {
      en: "pictures that are nearly another",
      ja: "別の画像とほぼ同じ画像",
    },
  },
  groups: {
    name: {
      en: "groups of pictures that are alike, each in one part",
      ja: "一つの部分にまとめた似た画像の組",
    },
  },
  largestGroup: {
    name: { en: "pictures in the largest group", ja: "最大の組の画像" },
  },
  "passedOver[…]": {
    name: {
      en: "files of a kind that was passed over",
      ja: "読み飛ばした種類のファイル",
    },
  },
  passedOver: {
    name: { en: "files that were passed over", ja: "読み飛ばしたファイル" },
  },
  undecodable: {
    name: { en: "pictures that cannot be read", ja: "読めない画像" },
  },
  acrossParts: {
    name: {
      en: "pictures left out since their like lies in another part",
      ja: "似た画像が別の部分にあるため除いた画像",
    },
  },
  heldOut: { name: { en: "held-out images", ja: "未使用画像" } },
  duplicatesAcross: {
    name: {
      en: "held-out images with the pixels of a training image",
      ja: "学習画像と画素が等しい未使用画像",
    },
  },
  nearDuplicatesAcross: {
    name: {
      en: "held-out images that are nearly a training image",
      ja: "学習画像とほぼ同じ未使用画像",
    },
  },
};
