import { type AllowedFile, checkFile } from "@wx-cos-upload/server/advanced";
import type { Examination } from "./examination.ts";

const TEXT = "npm run doctor\n";

/** Creates the test file: it has the first allowed extension, and does not exceed its size limit. */
export function testFile({ config }: Pick<Examination, "config">): { file: AllowedFile; body: string } {
  const { uploadRules } = config;
  const [[ext, rule] = ["", undefined]] = uploadRules.extensions;
  const body = TEXT.slice(0, rule?.maxBytes);
  return { file: checkFile({ ext, size: body.length }, uploadRules), body };
}
