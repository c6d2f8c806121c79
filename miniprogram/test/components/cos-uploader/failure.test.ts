import { toFailure } from "../../../src/pages/index/failure";
import { en } from "../../../src/texts/en";
import { zh } from "../../../src/texts/zh";
import { UploadError, type UploadErrorCode } from "../../../src/uploader/index";

const isCode = (code: string): code is UploadErrorCode => code in en.failures;
const codes = Object.keys(en.failures).filter(isCode);

test.each(codes)("%s – a sentence that says to try again has a button that does", (code) => {
  const { canRetry } = toFailure(new UploadError(code, "upload", "a message"));
  if (/try again/i.test(en.failures[code])) expect(canRetry).toBe(true);
  if (/重试/.test(zh.failures[code])) expect(canRetry).toBe(true);
});

test.each(Object.entries(en.remoteFailures))("%s – likewise", (remoteCode, sentence) => {
  const { canRetry } = toFailure(new UploadError("upload_refused", "upload", "a message", { remoteCode }));
  if (/try again/i.test(sentence)) expect(canRetry).toBe(true);
  if (/choose a/i.test(sentence)) expect(canRetry).toBe(false);
});

test("keeps what is quoted when asking for help", () => {
  const error = new UploadError("sign_refused", "sign", "a message", { remoteCode: "not_ready", requestId: "r-1" });
  expect(toFailure(error)).toEqual({ code: "sign_refused", remoteCode: "not_ready", requestId: "r-1", canRetry: true });
});
