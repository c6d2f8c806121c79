import { type AdmittedFile, admitFile } from "@wx-cos-upload/server/advanced";
import type { Examination } from "./examination.ts";

const TEXT = "npm run doctor\n";

/** The small object that is uploaded: of the first type that may be, and no larger than that may be. */
export function testFile({ config }: Pick<Examination, "config">): { file: AdmittedFile; body: string } {
  const { admission } = config;
  const [[ext, rule] = ["", undefined]] = admission.rules;
  const body = TEXT.slice(0, rule?.maxBytes);
  return { file: admitFile({ ext, size: body.length }, admission), body };
}
