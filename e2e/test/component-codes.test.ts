import { PROBLEMS } from "@wx-cos-upload/server/advanced";
import { LASTING_REMOTE_CODES } from "../../miniprogram/src/components/cos-uploader/list/state.ts";
import { en } from "../../miniprogram/src/components/cos-uploader/texts/en.ts";

/** COS's codes are in upper camel case, the signing server's in lower snake case. */
const isServerCode = (code: string) => /^[a-z]/.test(code);

test.each([
  ["retries", LASTING_REMOTE_CODES],
  ["sentences", Object.keys(en.remoteFailures)],
])("the component's %s know only codes that the signing server has", (_, codes) => {
  const serverCodes = codes.filter(isServerCode);
  expect(serverCodes.length).toBeGreaterThan(0);
  expect(serverCodes.filter((code) => !(code in PROBLEMS))).toEqual([]);
});
