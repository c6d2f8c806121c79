import type { UploadFile } from "../../../src/components/cos-uploader/upload-file";
import { INITIAL_SETTINGS } from "../../../src/pages/index/settings";
import { viewOf } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";

const RESULT = {
  objectUrl: "https://bucket.example.com/1.jpg",
  objectKey: "1.jpg",
  contentType: "image/jpeg",
  bytes: 2048,
  method: "put",
} as const;
const ERROR = {
  code: "upload_refused",
  stage: "upload",
  message: "",
  status: 403,
  remoteCode: "AccessDenied",
  requestId: "NjQw",
  retryable: false,
} as const;
const resultsOf = (...files: UploadFile[]) => viewOf(INITIAL_SETTINGS, files, en).results;

test("the empty page", () => {
  expect(viewOf(INITIAL_SETTINGS, [], en)).toMatchObject({
    isUploading: false,
    results: [],
    methodHint: en.methods.auto.hint,
    methods: [{ isChosen: true }, { isChosen: false }, { isChosen: false }],
    switches: [{ isOn: false }, { isOn: false }],
  });
});

test("a file that was uploaded has a link to copy", () => {
  expect(resultsOf({ id: 1, url: "", type: "image", result: RESULT })).toEqual([
    {
      id: 1,
      title: "Photo 1 · 2 KB · PUT",
      isDone: true,
      copied: RESULT.objectUrl,
      copyLabel: "Copy link",
      copyDescription: "Copy link, Photo 1",
    },
  ]);
});

test("a failure has its request id to copy, and is called by what the other side called it", () => {
  expect(resultsOf({ id: 1, url: "" }, { id: 2, url: "", name: "报告.pdf", error: ERROR })).toMatchObject([
    { id: 2, title: "报告.pdf · Failed · AccessDenied", isDone: false, copied: "NjQw", copyLabel: "Copy ID" },
  ]);
});

test("a failure that no server saw has nothing to copy", () => {
  expect(resultsOf({ id: 1, url: "", error: { ...ERROR, requestId: undefined } })).toEqual([]);
});

test("what is under way can be cancelled", () => {
  expect(viewOf(INITIAL_SETTINGS, [{ url: "", status: "loading" }], en).isUploading).toBe(true);
});
