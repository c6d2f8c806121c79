import { canRetry } from "../../../src/components/cos-uploader/failure";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../src/components/cos-uploader/texts/zh";
import { UploadError, type UploadErrorCode } from "../../../src/uploader/index";

const isCode = (code: string): code is UploadErrorCode => code in en.failures;
const codes = Object.keys(en.failures).filter(isCode);

test.each(codes)("%s – a sentence that says to try again has a button that does", (code) => {
  const isOffered = canRetry(new UploadError(code, "a message"));
  if (/try again/i.test(en.failures[code])) expect(isOffered).toBe(true);
  if (/重试/.test(zh.failures[code])) expect(isOffered).toBe(true);
  if (/choose (another|a smaller)/i.test(en.failures[code])) expect(isOffered).toBe(false);
});

test.each(Object.entries(en.remoteFailures))("%s – likewise", (remoteCode, sentence) => {
  const isOffered = canRetry(new UploadError("upload_refused", "a message", { remoteCode }));
  if (/try again/i.test(sentence)) expect(isOffered).toBe(true);
  if (/choose a/i.test(sentence)) expect(isOffered).toBe(false);
});
