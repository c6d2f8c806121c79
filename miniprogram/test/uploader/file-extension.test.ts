import { fileExtension } from "../../src/uploader/index";

test.each([
  ["wxfile://tmp_a1b2.jpg", "jpg"],
  ["http://tmp/photo.JPG", "jpg"],
  ["wxfile://usr/archive.tar.gz", "gz"],
  ["photo.mp4?from=a.b", "mp4"],
  ["trip #1.heic", "heic"],
  ["照片.png", "png"],
  ["a.b/photo", undefined],
  ["photo", undefined],
  ["photo.", undefined],
  [".jpg", undefined],
  ["folder/.jpg", undefined],
  ["photo.jp g", undefined],
  ["photo.照片", undefined],
  ["photo.abcdefghijklmnopq", undefined],
  ["", undefined],
])("%s – %s", (path, extension) => {
  expect(fileExtension(path)).toBe(extension);
});
