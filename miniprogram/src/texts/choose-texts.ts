import { en } from "./en";
import type { Texts } from "./texts";
import { zh } from "./zh";

/** The texts for a language in WeChat's spelling, such as `zh_CN`, `zh_TW` or `en`: Chinese for any Chinese, English for all others. */
export function chooseTexts(language: string): Texts {
  return /^zh/i.test(language) ? zh : en;
}
