import { type AllowedFile, checkFile } from "@wx-cos-upload/server/advanced";
import type { Examination } from "./examination.ts";

const TEXT = "npm run doctor\n";

/** The small object that is uploaded: of the first type that may be, and no larger than that may be. */
export function testFile({ config }: Pick<Examination, "config">): { file: AllowedFile; body: string } {
  const { uploadRules } = config;
  const [[ext, rule] = ["", undefined]] = uploadRules.extensions;
  const body = TEXT.slice(0, rule?.maxBytes);
  return { file: checkFile({ ext, size: body.length }, uploadRules), body };
}
