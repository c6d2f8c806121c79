import { chooseTexts } from "../../../../src/components/cos-uploader/texts/choose-texts";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { failureText } from "../../../../src/components/cos-uploader/texts/failure-text";
import { fillIn } from "../../../../src/components/cos-uploader/texts/format";
import { zh } from "../../../../src/components/cos-uploader/texts/zh";
import { allTexts } from "../../../texts/all-texts";

test.each([
  ["zh_CN", zh],
  ["zh_TW", zh],
  ["zh-Hans", zh],
  ["en", en],
  ["fr", en],
  ["", en],
])("chooses the texts for WeChat's language %j", (language, texts) => {
  expect(chooseTexts(language)).toEqual(texts);
});

test("replaces any text and keeps the others", () => {
  const texts = chooseTexts("en", { add: "Pick", failures: { timeout: "Too slow." }, consent: { title: "Privacy" } });
  expect([texts.add, texts.failures.timeout, texts.consent.title]).toEqual(["Pick", "Too slow.", "Privacy"]);
  expect([texts.adding, texts.failures.network, texts.consent.agree]).toEqual([
    en.adding,
    en.failures.network,
    en.consent.agree,
  ]);
  expect(en.add).toBe("Add");
});

test("ignores entries that are not texts of the component", () => {
  const changes: object = { nothing: "x", add: 7, failures: "none", __proto__: { adding: "x" } };
  expect(chooseTexts("en", changes)).toEqual(en);
  expect(chooseTexts("en", null)).toEqual(en);
});

test("both languages have the same texts with the same names in braces", () => {
  const shapes = [en, zh].map((texts) =>
    allTexts(texts).map(([path, text]) => [path, (text.match(/\{\w+\}/g) ?? []).sort()]),
  );
  expect(shapes[1]).toEqual(shapes[0]);
});

test.each([["en", en] as const, ["zh", zh] as const])("%s leaves no text empty and shows no code", (_, texts) => {
  for (const [path, text] of allTexts(texts)) {
    expect([path, text.trim()]).toEqual([path, text]);
    expect([path, text]).not.toEqual([path, ""]);
    expect([path, /undefined|_|\[object/.test(text)]).toEqual([path, false]);
  }
});

test("failures have whole sentences, each its own", () => {
  for (const [texts, end] of [
    [en, /\.$/],
    [zh, /。$/],
  ] as const) {
    const { failures, remoteFailures, unavailable } = texts;
    const sentences = [failures, remoteFailures, unavailable].flatMap((group) => Object.values(group));
    expect(sentences.filter((sentence) => !end.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  }
});

test.each([
  ["en", en] as const,
  ["zh", zh] as const,
])("%s fits WeChat's limit of 4 characters for a button of a modal", (_, texts) => {
  expect([...texts.mobileData.confirm].length).toBeLessThanOrEqual(4);
  expect([...texts.mobileData.wait].length).toBeLessThanOrEqual(4);
  expect([...texts.unfinished.discard.confirm].length).toBeLessThanOrEqual(4);
  expect([...texts.unfinished.discard.keep].length).toBeLessThanOrEqual(4);
});

test.each([
  ["AccessDenied", en.remoteFailures.AccessDenied],
  ["unsupported_extension", en.remoteFailures.unsupported_extension],
  ["NeverHeardOf", en.failures.upload_refused],
  ["constructor", en.failures.upload_refused],
  [undefined, en.failures.upload_refused],
])("chooses a sentence for the remote code %s", (remoteCode, sentence) => {
  expect(failureText(en, { code: "upload_refused", remoteCode, status: 403 })).toBe(sentence);
});

test.each([
  ["sign_refused", 500, undefined, en.unavailable.server],
  ["sign_refused", 429, undefined, en.unavailable.server],
  ["sign_refused", 403, undefined, en.failures.sign_refused],
  ["upload_refused", 503, "SlowDown", en.unavailable.storage],
  ["upload_refused", 403, undefined, en.failures.upload_refused],
  ["sign_answer_cut_off", 500, undefined, en.failures.sign_answer_cut_off],
  ["login_failed", 429, "login_too_frequent", en.remoteFailures.login_too_frequent],
] as const)("chooses a sentence for %s with status %i and code %s", (code, status, remoteCode, sentence) => {
  expect(failureText(en, { code, remoteCode, status })).toBe(sentence);
});

test("shows a known limit", () => {
  const tooLarge = { code: "file_too_large", remoteCode: undefined, status: undefined } as const;
  expect(failureText(en, tooLarge, 20 * 1024 * 1024)).toBe("This file is larger than 20 MB. Choose a smaller one.");
  expect(failureText(en, tooLarge)).toBe(en.failures.file_too_large);
});

test("keeps names without a value", () => {
  expect(fillIn("{a} of {b}", { a: 1 })).toBe("1 of {b}");
});
