import { chooseTexts } from "../../src/texts/choose-texts";
import { en } from "../../src/texts/en";
import { zh } from "../../src/texts/zh";
import { allTexts } from "./all-texts";

test.each([
  ["zh_CN", zh],
  ["zh_TW", zh],
  ["en", en],
  ["fr", en],
])("chooses the texts for WeChat's language %j", (language, texts) => {
  expect(chooseTexts(language)).toBe(texts);
});

test("both languages have the same texts with the same names in braces", () => {
  const shapes = [en, zh].map((texts) => allTexts(texts).map(([path, text]) => [path, text.match(/\{\w+\}/g)]));
  expect(shapes[1]).toEqual(shapes[0]);
});

test.each([["en", en] as const, ["zh", zh] as const])("%s leaves no text empty", (_, texts) => {
  expect(allTexts(texts).filter(([, text]) => text.trim() === "" || text.trim() !== text)).toEqual([]);
});
