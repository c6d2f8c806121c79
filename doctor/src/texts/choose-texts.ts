import type { Environment } from "@wx-cos-upload/server/advanced";
import { en } from "./en.ts";
import type { Texts } from "./texts.ts";
import { zh } from "./zh.ts";

/** Chooses the language of the terminal: Chinese for every Chinese locale, English for all others. LC_ALL overrides LANG, as in POSIX. */
export function chooseTexts(environment: Environment): Texts {
  const language = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^zh/i.test(language) ? zh : en;
}
