import { formatBytes } from "../../../src/components/cos-uploader/texts/format";
import { fromUploadFile, type UploadFile } from "../../../src/components/cos-uploader/upload-file";

/** Reads a value that a page sets, whatever its type. */
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
])("reads the size %p in `files` as %p bytes", (size, bytes) => {
  expect(given({ url: URL, size }).file.bytes).toBe(bytes);
  expect(formatBytes(given({ url: URL, size: "6000000000" }).file.bytes)).toBe("5.6 GB");
});

test.each([undefined, null, "a", 7, [], {}])("reads %p in `files` as a file without a name", (file) => {
  expect(given(file)).toEqual({
    id: undefined,
    file: { path: "", name: "", bytes: 0, type: "file", thumbnailPath: undefined },
  });
});

test("reads null in every field except the URL as missing", () => {
  const { file } = given({ id: null, url: URL, name: null, size: null, type: null, thumb: null });
  expect(file).toEqual({ path: URL, name: "", bytes: 0, type: "image", thumbnailPath: URL });
});
