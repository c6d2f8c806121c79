import type { UploadFile } from "../../../src/components/cos-uploader/upload-file";
import { resultRows } from "../../../src/pages/index/result-row";
import { en } from "../../../src/texts/en";

const RESULT = {
  objectUrl: "https://bucket.example.com/uploads/20261125/20261125103355-0f9b6c1e7d2a4d0c.jpg",
  objectKey: "uploads/20261125/20261125103355-0f9b6c1e7d2a4d0c.jpg",
  contentType: "image/jpeg",
  bytes: 2048,
  method: "put",
} as const;
const PHOTO: UploadFile = { id: 1, url: RESULT.objectUrl, type: "image", thumb: "wxfile://tmp/1.jpg", result: RESULT };
const rowsOf = (files: readonly UploadFile[], broken: readonly number[] = []) => resultRows(files, en, new Set(broken));

test("shows an uploaded file with its picture, size, method, object name and key", () => {
  expect(rowsOf([PHOTO])).toEqual([
    {
      id: 1,
      name: "Photo 1",
      details: ["\u20022 KB", "\u2002PUT"],
      thumbnailPath: "wxfile://tmp/1.jpg",
      extension: "JPG",
      objectNameStart: "20261125103355-0f9b6c1e",
      objectNameEnd: "7d2a4d0c.jpg",
      objectKey: RESULT.objectKey,
      copyDescription: "Copy link, Photo 1",
    },
  ]);
});

test("leaves failed, cancelled, running and formerly uploaded files to the component", () => {
  const error = { code: "upload_refused", stage: "upload", message: "", requestId: "NjQw", retryable: false } as const;
  const failed = { ...error, status: 403, remoteCode: "AccessDenied" };
  const files: UploadFile[] = [
    { id: 1, url: "", status: "reload", error: failed },
    { id: 2, url: "", status: "reload", state: "cancelled" },
    { id: 3, url: "", status: "loading" },
    { id: 4, url: "https://e.com/1.jpg", status: "done", state: "kept" },
  ];
  expect(rowsOf(files)).toEqual([]);
});

test("names files like the component, by their position in the whole list", () => {
  expect(rowsOf([{ url: "" }, { ...PHOTO, id: 2 }])).toMatchObject([{ name: "Photo 2" }]);
});

test("cuts a long name in the middle", () => {
  const name = "quarterly-financial-report-for-the-board-2026-Q3-final.pdf";
  expect(rowsOf([{ ...PHOTO, name }])[0]?.name).toBe("quarterly-fi…board-2026-Q3-final.pdf");
});

test("shows the object's type in place of a picture that cannot be displayed", () => {
  expect(rowsOf([PHOTO], [1])).toMatchObject([{ thumbnailPath: "", extension: "JPG" }]);
});
