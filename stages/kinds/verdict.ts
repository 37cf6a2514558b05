import type { Verdict } from "../../lib/verdict/judge.ts";
import { defineJsonKind } from "./json_kind.ts";
import { requireRecord } from "./require_record.ts";

/** What a study says, as `report.decision` found it. */
export const VerdictKind = defineJsonKind({
  name: "verdict",
  version: 1,
  check(verdict: Verdict) {
    requireRecord(verdict, {
      kind: "verdict",
      fields: ["kind", "baseline", "aim", "missing"],
    });
  },
  summarize: ({ kind, candidate, saving, missing }) => ({
    verdict: kind,
    ...(candidate && { candidate: candidate.latent, size: candidate.size }),
    ...(saving && { factor: saving.factor }),
    ...(missing.length > 0 && { missing }),
  }),
});
