import { detectFormat, formatOf } from "../../src/uploader/file-type";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/ /g, ""), "hex"));
const box = (brands: string) => new Uint8Array(Buffer.from(`\0\0\0\x18ftyp${brands}`, "latin1"));
const atom = (name: string) => new Uint8Array(Buffer.from(`\0\0\0\x08${name}\0\0\0\0`, "latin1"));

test.each([
  ["jpg", hex("ffd8ffe0 00104a46 494600")],
  ["jpg", hex("ffd8ff")],
  ["png", hex("89504e470d0a1a0a 0000000d")],
  ["gif", new Uint8Array(Buffer.from("GIF87a"))],
  ["gif", new Uint8Array(Buffer.from("GIF89a"))],
  ["webp", hex("52494646 24000000 57454250 56503820")],
  ["bmp", hex("424d 36000c00 00000000 36000000")],
  ["tif", hex("49492a00 08000000")],
  ["tif", hex("4d4d002a 00000008")],
  ["webm", hex("1a45dfa3 9f4286810142f7810142f2810442f381084282847765626d")],
  ["heic", box("heic\0\0\0\0mif1heic")],
  ["heic", box("heix\0\0\0\0mif1")],
  ["heic", box("mif1\0\0\0\0mif1heic")],
  ["heic", box("mif1\0\0\0\0mif1miaf")],
  ["heic", box("hevc\0\0\0\0")],
  ["avif", box("avif\0\0\0\0mif1")],
  ["avif", box("mif1\0\0\0\0mif1avif")],
  ["mp4", box("isom\0\0\x02\0isomiso2avc1mp41")],
  ["mp4", box("mp42\0\0\0\0")],
  ["mp4", box("avc1\0\0\0\0")],
  ["mp4", box("M4V \0\0\0\0")],
  ["mov", box("qt  \0\0\0\0")],
  ["mov", atom("moov")],
  ["mov", atom("wide")],
  ["3gp", box("3gp5\0\0\0\0")],
])("%s", (extension, bytes) => {
  expect(detectFormat(bytes)?.[1]).toBe(extension);
});

test.each([
  ["nothing", new Uint8Array()],
  ["half of JPEG's mark", hex("ffd8")],
  ["HTML", new Uint8Array(Buffer.from("<!doctype html><script>"))],
  ["SVG", new Uint8Array(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'>"))],
  ["a text that begins with BM", new Uint8Array(Buffer.from("BMW is a brand of cars"))],
  ["PDF", new Uint8Array(Buffer.from("%PDF-1.7"))],
  ["a RIFF of sound", hex("52494646 24000000 57415645")],
  ["Matroska", hex("1a45dfa3 9f428288 6d6174726f736b61")],
  ["a camera's raw file", box("crx \0\0\0\0")],
  ["a mark that does not stand at the beginning", hex("00ffd8ff")],
])("%s is none that is known", (_, bytes) => {
  expect(detectFormat(bytes)).toBeUndefined();
});

test.each([
  ["JPEG", ["photo", "jpg", "jpeg"]],
  ["m4v", ["video", "mp4", "m4v"]],
  ["heif", ["photo", "heic", "heif"]],
  ["pdf", ["other", "pdf"]],
  ["", ["other", ""]],
])("the extension %j names the format %j", (extension, format) => {
  expect(formatOf(extension)).toEqual(format);
});
