/** Two texts, split where they first differ. */
export interface Difference {
  /** The beginning that both share. */
  readonly same: string;
  /** The first character of each that differs: "" where one text has ended. */
  readonly marks: readonly [left: string, right: string];
  /** What follows the marks. */
  readonly rests: readonly [left: string, right: string];
}

/** Finds where two texts first differ. Returns undefined if they are equal. A character outside the BMP is not split. */
export function firstDifference(left: string, right: string): Difference | undefined {
  if (left === right) return undefined;
  const [leftCharacters, rightCharacters] = [[...left], [...right]];
  const isSame = (index: number) => leftCharacters[index] === rightCharacters[index];
  let index = 0;
  while (isSame(index)) index += 1;
  const rest = (characters: readonly string[]) => characters.slice(index + 1).join("");
  return {
    same: leftCharacters.slice(0, index).join(""),
    marks: [leftCharacters[index] ?? "", rightCharacters[index] ?? ""],
    rests: [rest(leftCharacters), rest(rightCharacters)],
  };
}
