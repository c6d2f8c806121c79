/** Every text with its path: `failures.timeout`. */
export function allTexts(value: object, path = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, text]): [string, string][] => {
    if (typeof text === "string") return [[path + name, text]];
    return allTexts(text, `${path}${name}.`);
  });
}
