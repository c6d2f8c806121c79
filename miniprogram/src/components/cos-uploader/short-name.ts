/**
 * A name cut in its middle, as its end tells files apart as much as its beginning: `quarter…2.pdf`.
 *
 * @param maxWidth in Latin characters; a Chinese one is as wide as two
 */
export function shortName(name: string, maxWidth: number): string {
  const characters = [...name];
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

/** Wide are the characters from CJK radicals on. */
function widthOf(characters: readonly string[]): number {
  return characters.reduce((width, character) => width + (character >= "\u2e80" ? 2 : 1), 0);
}
