import type { Item } from "../list/state";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";

/** One visible character: a letter with its accents, a composed emoji, a flag. Cutting inside one would show another, or an empty box. */
const SEEN_AS_ONE = /(?:[\u{1f1e6}-\u{1f1ff}]{2}|.)(?:[\u0300-\u036f\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}]|\u200d.)*/gsu;

/**
 * Cuts a name in the middle, because the end distinguishes files as much as the beginning: `quarter…2.pdf`.
 *
 * @param maxWidth in Latin characters; a Chinese character counts as two
 */
export function shortName(name: string, maxWidth: number): string {
  const characters: readonly string[] = name.match(SEEN_AS_ONE) ?? [];
  if (widthOf(characters) <= maxWidth) return name;
  const end: string[] = [];
  for (const character of [...characters].reverse()) {
    if (widthOf([character, ...end]) > maxWidth * 0.64) break;
    end.unshift(character);
  }
  const start: string[] = [];
  for (const character of characters) {
    if (widthOf([...start, "…", character, ...end]) > maxWidth) break;
    start.push(character);
  }
  return `${start.join("")}…${end.join("")}`;
}

/** Characters from the CJK radicals on, including emoji, count as two. */
function widthOf(characters: readonly string[]): number {
  return characters.reduce((width, character) => width + (character >= "\u2e80" ? 2 : 1), 0);
}

/**
 * A file's own name, or its kind and position if it has none: WeChat's temporary names are meaningless to users.
 *
 * @param position in the list, from 1
 */
export function fileName({ file }: Item, position: number, texts: UploaderTexts): string {
  return file.name || fillIn(texts.fileName, { kind: texts.kinds[file.type], position });
}
