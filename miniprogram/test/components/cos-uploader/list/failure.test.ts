import { canRetry } from "../../../../src/components/cos-uploader/list/state";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../../src/components/cos-uploader/texts/zh";
import { UploadError, type UploadErrorCode } from "../../../../src/uploader/index";

const isCode = (code: string): code is UploadErrorCode => code in en.failures;
const codes = Object.keys(en.failures).filter(isCode);
const remoteCodes = Object.entries(en.remoteFailures);

test.each([
  ...codes.filter((code) => /try again/i.test(en.failures[code])),
  ...codes.filter((code) => /重试/.test(zh.failures[code])),
])("%s: the sentence suggests a retry, and a button offers it", (code) => {
  expect(canRetry(new UploadError(code, "a message"))).toBe(true);
});

test.each(
  codes.filter((code) => /choose (another|a smaller)/i.test(en.failures[code])),
)("%s: the sentence suggests another file, and no button offers a retry", (code) => {
  expect(canRetry(new UploadError(code, "a message"))).toBe(false);
});

test.each([
  ...remoteCodes.filter(([, sentence]) => /try again/i.test(sentence)).map(([code]) => [code, true] as const),
  ...remoteCodes.filter(([, sentence]) => /choose a/i.test(sentence)).map(([code]) => [code, false] as const),
])("%s from the server: a button offers what the sentence suggests: %s", (remoteCode, isOffered) => {
  expect(canRetry(new UploadError("upload_refused", "a message", { remoteCode }))).toBe(isOffered);
});
