import { en, type Strings } from "./_strings_en.ts";
import { ja } from "./_strings_ja.ts";

/** Sentences by language. */
export const strings: Readonly<Record<"en" | "ja", Strings>> = { en, ja };
