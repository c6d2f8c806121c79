import { fileExtension, nameExtension } from "../../src/uploader/index";

describe("in a path", () => {
  test.each([
    ["wxfile://tmp_a1b2.jpg", "jpg"],
    ["http://tmp/photo.JPG", "jpg"],
    ["wxfile://usr/archive.tar.gz", "gz"],
    ["photo.mp4?from=a.b", "mp4"],
    ["wxfile://tmp_x.jpg?x=y", "jpg"],
    ["wxfile://tmp_x.jpg?x=y.z&w", "jpg"],
    ["http://tmp/abc.jpg?1732838400", "jpg"],
    ["http://127.0.0.1:8080/__tmp__/abc.PNG#t=1", "png"],
    ["wxfile://usr/吃了吗?.pdf", "pdf"],
    ["wxfile://usr/v1.2?.pdf", "pdf"],
    ["wxfile://usr/a#b.jpg", "jpg"],
    ["wxfile://store_50%.png", "png"],
    ["/storage/emulated/0/a;b.pdf", "pdf"],
    ["C:\\x\\y.JPG", "jpg"],
    ["C:\\x.y\\photo", undefined],
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
  ])("reads %s as %s", (path, extension) => {
    expect(fileExtension(path)).toBe(extension);
  });
});

describe("in a name", () => {
  test.each([
    ["报告 1.PDF", "pdf"],
    ["吃了吗?.pdf", "pdf"],
    ["为什么?因为=v1.0.pdf", "pdf"],
    ["v1.2?.pdf", "pdf"],
    ["a.b?c=d.pdf", "pdf"],
    ["a.jpg?x.pdf", "pdf"],
    ["a#b.jpg", "jpg"],
    ["C#.net.docx", "docx"],
    ["50%.png", "png"],
    ["100%25.png", "png"],
    ["a;b.pdf", "pdf"],
    ["a&b=c.pdf", "pdf"],
    ["http://example.com/ 的截图.png", "png"],
    ["x.tar.gz", "gz"],
    ["C:\\x\\y.JPG", "jpg"],
    ["😀.png", "png"],
    ["👨‍👩‍👧.mp4", "mp4"],
    ["第1章.第2节.docx", "docx"],
    ["a.pdf ", "pdf"],
    ["a.pdf.", "pdf"],
    ["a.pdf. .", "pdf"],
    ["a.pdf\n", "pdf"],
    ["a.pdf\u200b", "pdf"],
    ["a.pdf\u202c", "pdf"],
    ["照片．jpg", "jpg"],
    ["报告.ＰＤＦ", "pdf"],
    ["报告？.pdf", "pdf"],
    ["..pdf", "pdf"],
    [".pdf", undefined],
    ["photo.", undefined],
    ["photo. ", undefined],
    ["...", undefined],
    ["photo", undefined],
    ["a.b/photo", undefined],
    ["a.😀", undefined],
    ["a.照片", undefined],
    ["a.p df", undefined],
    ["a.pdf?", undefined],
    ["a.abcdefghijklmnopq", undefined],
    ["", undefined],
  ])("reads %j as %s", (name, extension) => {
    expect(nameExtension(name)).toBe(extension);
  });
});

test.each([
  ["dots", (length: number) => ".a".repeat(length)],
  ["question marks", (length: number) => ".a?".repeat(length)],
  ["a query", (length: number) => `.a?${"b".repeat(length)}`],
  ["spaces", (length: number) => `.a${" ".repeat(length)}.`.repeat(2)],
  ["spaces between letters", (length: number) => `a.a ${" b".repeat(length)}`],
])("takes no longer than linear time for a long name of %s", (_, make) => {
  const text = `${make(200_000)}/`;
  const startMs = performance.now();
  fileExtension(text);
  nameExtension(text);
  // Both took less than 50 ms on the author's machine. Quadratic time would be minutes.
  expect(performance.now() - startMs).toBeLessThan(5_000);
});
