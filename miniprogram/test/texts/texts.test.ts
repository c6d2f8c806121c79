import { chooseTexts } from "../../src/texts/choose-texts";
import { en } from "../../src/texts/en";
import { failureText } from "../../src/texts/failure-text";
import { zh } from "../../src/texts/zh";

test.each([
  ["zh_CN", zh],
  ["zh_TW", zh],
  ["zh-Hans", zh],
  ["en", en],
  ["fr", en],
  ["", en],
])("WeChat set to %j", (language, texts) => {
  expect(chooseTexts(language)).toBe(texts);
});

/** Every text with where it stands: `failures.timeout`. Functions are tried with small numbers. */
function allTexts(value: object, path = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, text]): [string, string][] => {
    if (typeof text === "string") return [[path + name, text]];
    if (typeof text === "function") return [[path + name, String(text(name === "about" ? "a" : 1, "b", 2))]];
    return allTexts(text, `${path}${name}.`);
  });
}

test("both languages say the same things", () => {
  expect(allTexts(zh).map(([path]) => path)).toEqual(allTexts(en).map(([path]) => path));
});

test.each([["en", en] as const, ["zh", zh] as const])("%s leaves nothing empty and shows no code", (_, texts) => {
  for (const [path, text] of allTexts(texts)) {
    expect([path, text.trim()]).toEqual([path, text]);
    expect([path, text]).not.toEqual([path, ""]);
    expect([path, /undefined|_|\[object/.test(text)]).toEqual([path, false]);
  }
});

test("failures are whole sentences, each its own", () => {
  for (const [texts, end] of [
    [en, /\.$/],
    [zh, /。$/],
  ] as const) {
    const sentences = [...Object.values(texts.failures), ...Object.values(texts.remoteFailures)];
    expect(sentences.filter((sentence) => !end.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  }
});

test.each([
  ["AccessDenied", en.remoteFailures.AccessDenied],
  ["unsupported_extension", en.remoteFailures.unsupported_extension],
  ["NeverHeardOf", en.failures.upload_refused],
  ["constructor", en.failures.upload_refused],
  [undefined, en.failures.upload_refused],
])("a refusal called %s", (remoteCode, sentence) => {
  expect(failureText(en, { code: "upload_refused", remoteCode })).toBe(sentence);
});
