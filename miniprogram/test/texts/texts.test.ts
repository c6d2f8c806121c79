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
  // A date has its parts in another order.
  const namesIn = (text: string) => text.match(/\{\w+\}/g)?.sort();
  const shapes = [en, zh].map((texts) => allTexts(texts).map(([path, text]) => [path, namesIn(text)]));
  expect(shapes[1]).toEqual(shapes[0]);
});

test.each([["en", en] as const, ["zh", zh] as const])("%s leaves no text empty", (_, texts) => {
  expect(allTexts(texts).filter(([, text]) => text.trim() === "" || text.trim() !== text)).toEqual([]);
});

test.each([
  ["en", en] as const,
  ["zh", zh] as const,
])("%s fits WeChat's limit of 4 characters for a button of a modal", (_, texts) => {
  const { album, deletion } = texts.uploads;
  const labels = [album.confirm, album.cancel, deletion.confirm, deletion.cancel];
  expect(labels.filter((label) => label.length > 4)).toEqual([]);
});
