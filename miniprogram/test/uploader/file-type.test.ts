import fc from "fast-check";
import { DETECTION_BYTES, extensionOf, formatOf } from "../../src/uploader/file-type";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/ /g, ""), "hex"));
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** A box of 16 bytes of QuickTime or ISO base media, as a file starts. */
const box = (type: string) => latin1(`\0\0\0\x10${type}\0\0\0\0\0\0\0\0`);

/** The start of a file with brands: the major one, a version, the compatible ones, then the movie. */
function branded(major: string, ...compatible: readonly string[]): Uint8Array {
  const size = String.fromCharCode(16 + 4 * compatible.length);
  return latin1(`\0\0\0${size}ftyp${major}\0\0\x02\0${compatible.join("")}\0\0\x10\0moovavc1mp4aqt  heic`);
}

/** A Matroska file: an EBML header, whose element 4282 is the DocType. */
function matroska(docType: string): Uint8Array {
  const header = latin1(`\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82`);
  return latin1(`\x1aE\xdf\xa3\x9f${String.fromCharCode(...header, 0x80 + docType.length)}${docType}\x42\x87\x81\x04`);
}

const JPEG = hex("ffd8ffe0 00104a46 494600");
const PNG = hex("89504e470d0a1a0a 0000000d");
const TIFF = hex("49492a00 08000000");
const PDF = latin1("%PDF-1.7");
const ZIP = hex("504b0304 14000600");
const COMPOUND_FILE = hex("d0cf11e0 a1b11ae1");
const TEXT = latin1("Dear all,");

describe("bytes without a name", () => {
  test.each([
    ["jpg", JPEG],
    ["jpg", hex("ffd8ff")],
    ["png", PNG],
    ["gif", latin1("GIF87a")],
    ["gif", latin1("GIF89a")],
    ["webp", hex("52494646 24000000 57454250 56503820")],
    ["bmp", hex("424d 36000c00 00000000 36000000")],
    ["tif", TIFF],
    ["tif", hex("4d4d002a 00000008")],
    ["tif", hex("49492b00 08000000")],
    ["webm", matroska("webm")],
    ["pdf", PDF],
    ["pdf", latin1("\r\n\xef\xbb\xbfjunk of a mail %PDF-1.4")],
    ["zip", ZIP],
    ["zip", hex("504b0506 00000000")],
    ["heic", branded("heic", "mif1", "heic")],
    ["heic", branded("heix", "mif1")],
    ["heic", branded("hevc")],
    ["heic", branded("mif1", "mif1", "heic")],
    ["heic", branded("mif1", "isom", "heic")],
    ["heic", branded("mif1", "mif1", "miaf")],
    ["heic", branded("msf1", "isom", "hevc")],
    ["avif", branded("avif", "mif1")],
    ["avif", branded("avis", "msf1", "iso8")],
    ["avif", branded("mif1", "mif1", "avif")],
    ["avif", branded("msf1", "msf1", "avis", "iso8")],
    ["avif", branded("miaf", "mif1", "MA1B", "avif")],
    ["cr3", branded("crx ", "crx ", "isom")],
    ["mp4", branded("isom", "isom", "iso2", "avc1", "mp41")],
    ["mp4", branded("mp42")],
    ["mp4", branded("avc1")],
    ["mp4", branded("M4V ", "M4V ", "M4A ", "mp42", "isom")],
    ["mp4", branded("mp42", "isom", "3gp4")],
    ["mp4", branded("cmfc", "isom")],
    ["mp4", branded("NDSC", "mp42")],
    ["mp4", branded("XXXX", "iso9")],
    ["m4a", branded("M4A ", "mp42", "isom")],
    ["3gp", branded("3gp5", "isom")],
    ["3gp", branded("3g2a")],
    ["mov", branded("qt  ")],
    ["mov", branded("qt  ", "mp42")],
    ["mov", latin1("\0\0\0\x08wide\x4b\x12\0\0mdat")],
  ])("identify %s", (extension, bytes) => {
    expect(extensionOf(bytes, "")).toBe(extension);
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["half of JPEG's signature", hex("ffd8")],
    ["HTML", latin1("<!doctype html><script>")],
    ["SVG", latin1("<svg xmlns='http://www.w3.org/2000/svg'>")],
    ["a text that starts with BM", latin1("BMW is a brand of cars")],
    ["a text with the word free in place of a box type", latin1("The free encyclopedia")],
    ["a text with the word skip in place of a box type", latin1("You skip this")],
    ["a RIFF file with sound", hex("52494646 24000000 57415645")],
    ["Matroska", matroska("matroska")],
    ["a compound file", COMPOUND_FILE],
    ["unknown brands", branded("XXXX", "YYYY")],
    ["a box of brands without one", latin1("\0\0\0\x18ftyp")],
    ["a signature that is not at the start", hex("00ffd8ff")],
  ])("identify nothing: %s", (_, bytes) => {
    expect(extensionOf(bytes, "")).toBe("");
  });
});

describe("the name chooses among the formats of the container", () => {
  test.each([
    ["jpeg", JPEG],
    ["heif", branded("heic", "mif1")],
    ["avif", branded("mif1", "miaf")],
    ["bmp", latin1("BM\x36\0\0\0\x01\0\x02\0")],
    ["tiff", TIFF],
    ["dng", TIFF],
    ["dng", hex("4d4d002a 00000008")],
    ["dng", hex("49492b00 08000000")],
    ["nef", hex("4d4d002a 00000008")],
    ["cr2", hex("49492a00 10000000 4352")],
    ["arw", TIFF],
    ["rw2", hex("49495500 18000000")],
    ["orf", hex("4949524f 08000000")],
    ["orf", hex("4d4d4f52 00000008")],
    ["m4v", branded("mp42", "isom")],
    ["mp4", branded("cmfc", "isom")],
    ["mp4", branded("cmfc")],
    ["mp4", branded("NDSC", "mp42")],
    ["mp4", branded("3gp5", "mp42")],
    ["mp4", branded("3gp4", "isom", "3gp4")],
    ["3gp", branded("3gp5", "isom")],
    ["3gp", branded("isom", "3gp4")],
    ["mov", branded("mp42", "qt  ")],
    ["mp4", branded("qt  ", "mp42")],
    ["m4a", branded("mp42", "isom")],
    ["m4a", branded("isom")],
    ["m4a", branded("dash", "iso6")],
    ["m4a", branded("M4A ")],
    ["mp4", branded("M4A ")],
    ["m4b", branded("M4B ", "mp42")],
    ["m4p", branded("M4P ", "mp42")],
    ["mp4", branded("XXXX", "YYYY")],
    ["mov", branded("XXXX")],
    ["m4a", branded("XXXX")],
    ["heic", branded("XXXX")],
    ["mp4", latin1("\0\0\0\x18styp")],
    ["mp4", latin1("\0\0\0\x18ftypmp4")],
    ["webm", matroska("webm")],
    ["mkv", matroska("webm")],
    ["mkv", matroska("matroska")],
    ["webm", hex("1a45dfa3 9f")],
    ["docx", ZIP],
    ["xlsx", ZIP],
    ["pptx", ZIP],
    ["doc", ZIP],
    ["zip", ZIP],
    ["pdf", PDF],
    ["pdf", latin1("junk %PDF-1.7")],
  ])("%s", (name, bytes) => {
    expect(extensionOf(bytes, name)).toBe(name);
  });

  test.each([
    "udta",
    "uuid",
    "wide",
    "free",
    "skip",
    "mdat",
    "moov",
    "pnot",
  ])("chooses for a file that starts with %s", (type) => {
    const found = ["mov", "mp4", "m4a", ""].map((name) => extensionOf(box(type), name));
    expect(found).toEqual(["mov", "mp4", "m4a", "mov"]);
  });

  test("reads brands in a box with a 64-bit size, or up to the end of the file", () => {
    const large = latin1("\0\0\0\x01ftyp\0\0\0\0\0\0\0\x20cmfc\0\0\0\0mp42isom");
    const rest = latin1("\0\0\0\0ftypcmfc\0\0\0\0mp42isom");
    expect([large, rest].map((bytes) => extensionOf(bytes, ""))).toEqual(["mp4", "mp4"]);
  });

  test("reads the first part of a list of brands that is longer than the bytes read", () => {
    const brands = ["mp42", ...Array<string>(400).fill("XXXX")].join("");
    const bytes = latin1(`\0\0\x06\x50ftypYYYY\0\0\0\0${brands}`).slice(0, DETECTION_BYTES);
    expect(extensionOf(bytes, "")).toBe("mp4");
  });

  test("ignores brands after the box", () => {
    expect(extensionOf(branded("qt  "), "mp4")).toBe("mov");
    expect(extensionOf(branded("isom"), "heic")).toBe("mp4");
  });
});

describe("a photo or video with another name has the type of its bytes", () => {
  test.each([
    ["jpg", PNG, "png"],
    ["jpg", branded("heic", "mif1"), "heic"],
    ["heic", branded("avif", "mif1"), "avif"],
    ["avif", branded("mif1", "heic"), "heic"],
    ["png", JPEG, "jpg"],
    ["jfif", JPEG, "jpg"],
    ["dng", JPEG, "jpg"],
    ["pdf", JPEG, "jpg"],
    ["txt", JPEG, "jpg"],
    ["jpg", TIFF, "tif"],
    ["unknown", branded("mp42"), "mp4"],
    ["mov", branded("mp42", "isom"), "mp4"],
    ["mp4", branded("qt  "), "mov"],
    ["mp4", branded("3gp5"), "3gp"],
    ["mp4", matroska("webm"), "webm"],
    ["photo", JPEG, "jpg"],
  ])("%s", (name, bytes, extension) => {
    expect(extensionOf(bytes, name)).toBe(extension);
  });
});

describe("a name wins if no bytes are known for it", () => {
  test.each([
    ["txt", TEXT],
    ["txt", latin1("BMW is a brand of cars")],
    ["txt", latin1("The free encyclopedia")],
    ["txt", hex("fffe42004d00")],
    ["csv", latin1("%PDF-1.7 is a header,1")],
    ["epub", ZIP],
    ["apk", ZIP],
    ["ai", PDF],
    ["wps", COMPOUND_FILE],
    ["doc", COMPOUND_FILE],
    ["docx", COMPOUND_FILE],
    ["doc", latin1("{\\rtf1")],
    ["xls", latin1("<html><table>")],
    ["pdf", TEXT],
    ["mp3", latin1("ID3\x04")],
    ["mp3", hex("fffb9064")],
    ["m4a", hex("fff15080")],
    ["aac", hex("fff15080")],
    ["wav", hex("52494646 24000000 57415645")],
    ["avi", hex("52494646 24000000 41564920")],
    ["ogg", latin1("OggS")],
    ["cr2x", TEXT],
  ])("%s", (name, bytes) => {
    expect(extensionOf(bytes, name)).toBe(name);
  });
});

describe("there is a mismatch for", () => {
  test.each([
    ["jpg", TEXT],
    ["jpg", latin1("<script>alert(1)</script>")],
    ["jpg", ZIP],
    ["jpg", PDF],
    ["jpg", COMPOUND_FILE],
    ["heic", new Uint8Array(64)],
    ["dng", TEXT],
    ["jpg", branded("XXXX", "YYYY")],
    ["jpg", latin1("BM of a text")],
    ["mp4", TEXT],
    ["mp4", ZIP],
    ["mp4", latin1("OggS")],
    ["mov", hex("52494646 24000000 57415645")],
    ["webm", hex("ffd9")],
    ["jpg", matroska("matroska")],
    ["pdf", ZIP],
    ["docx", PDF],
    ["zip", PDF],
    ["m4a", ZIP],
  ])("%s", (name, bytes) => {
    expect(extensionOf(bytes, name)).toBeUndefined();
  });
});

test.each([
  ["JPEG", ["photo", "jpg", "jpeg"]],
  ["m4v", ["video", "mp4", "m4v"]],
  ["heif", ["photo", "heic", "heif"]],
  ["dng", ["photo", "dng"]],
  ["mov", ["video", "mov"]],
  ["m4b", ["other", "m4a", "m4b", "m4p", "m4r"]],
  ["pdf", ["other", "pdf"]],
  ["photo", ["other", "photo"]],
  ["", ["other", ""]],
])("the extension %j has the format %j", (extension, format) => {
  expect(formatOf(extension)).toEqual(format);
});

test("any bytes and any name lead to an extension, the name, nothing or a mismatch", () => {
  const marks = ["", "\0\0\0\x20ftyp", "\0\0\0\x01ftyp", "\x1aE\xdf\xa3", "RIFF", "BM", "PK\x03\x04", "II*\0"].map(
    latin1,
  );
  const files = fc.tuple(fc.constantFrom(...marks), fc.uint8Array({ maxLength: DETECTION_BYTES }));
  fc.assert(
    fc.property(files, fc.string({ maxLength: 16 }), ([mark, bytes], name) => {
      const extension = extensionOf(new Uint8Array([...mark, ...bytes]).slice(0, DETECTION_BYTES), name);
      expect(extension === undefined || extension === name || /^[a-z0-9]*$/.test(extension)).toBe(true);
    }),
  );
});
