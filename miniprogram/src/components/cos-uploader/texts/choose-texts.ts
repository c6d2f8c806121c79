import { en } from "./en";
import type { UploaderTexts } from "./texts";
import { zh } from "./zh";

/**
 * The texts for a language in WeChat's spelling, such as `zh_CN`, `zh_TW` or `en`: Chinese for any Chinese, English for all others.
 * `changes` replaces texts; entries that are not texts of the component are ignored.
 */
export function chooseTexts(language: string, changes: unknown = {}): UploaderTexts {
  return withChanges(/^zh/i.test(language) ? zh : en, changes);
}

function withChanges<Part extends object>(part: Part, changes: unknown): Part {
  if (typeof changes !== "object" || changes === null) return part;
  const changed: Part = { ...part };
  for (const [name, replacement] of Object.entries(changes)) {
    if (!isNameIn(part, name)) continue;
    const own: unknown = part[name];
    if (typeof own === "object" && own !== null) Object.assign(changed, { [name]: withChanges(own, replacement) });
    else if (typeof replacement === "string") Object.assign(changed, { [name]: replacement });
  }
  return changed;
}

function isNameIn<Part extends object>(part: Part, name: PropertyKey): name is keyof Part {
  return Object.keys(part).includes(String(name));
}
