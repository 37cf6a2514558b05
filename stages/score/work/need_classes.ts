import type { Planned } from "../../../lib/dsl/stage.ts";

/** Extractors that tell no classes. */
const CLASSLESS = [
  "score.onnx",
  "score.pretrained",
  "score.random",
  "score.ssl",
];

/** Why classes of samples cannot be scored, before anything runs. */
export function refuseClassless(planned: Planned): string | undefined {
  const extractors = planned.sources("samples").flatMap((features) =>
    features.sources("extractors")
  ).map(({ stage }) => stage.spec.name);
  const isHopeless = extractors.length > 0 &&
    extractors.every((name) => CLASSLESS.includes(name));
  if (!isHopeless) return undefined;
  const names = [...new Set(extractors)].join(", ");
  return `it counts classes, and features of ${names} tell none; give the features of score.classifier, which needs labels, or leave it out`;
}
