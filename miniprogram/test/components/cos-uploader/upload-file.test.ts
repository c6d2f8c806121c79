import { formatBytes } from "../../../src/components/cos-uploader/texts/format-bytes";
import { fromUploadFile, type UploadFile } from "../../../src/components/cos-uploader/upload-file";

/** What a page gives, whatever its types say. */
const given = (file: unknown) => fromUploadFile(file as UploadFile);

const URL = "https://cos.example.com/a.jpg";

test.each([
  [5_859_375, 5_859_375],
  ["5859375", 5_859_375],
  [undefined, 0],
  [null, 0],
  ["", 0],
  [-1, 0],
  [Number.NaN, 0],
  ["6 MB", 0],
])("the size %p in `files` – %p bytes", (size, bytes) => {
  expect(given({ url: URL, size }).file.bytes).toBe(bytes);
  expect(formatBytes(given({ url: URL, size: "6000000000" }).file.bytes)).toBe("5.6 GB");
});

test.each([
  undefined,
  null,
  "a",
  7,
  [],
  {},
])("%p in `files` – a file without a name, which nothing breaks on", (file) => {
  expect(given(file)).toEqual({
    id: undefined,
    file: { path: "", name: "", bytes: 0, type: "file", thumbnailPath: undefined },
  });
});

test("null in every field – as if there were none but the url", () => {
  const { file } = given({ id: null, url: URL, name: null, size: null, type: null, thumb: null });
  expect(file).toEqual({ path: URL, name: "", bytes: 0, type: "image", thumbnailPath: URL });
});
