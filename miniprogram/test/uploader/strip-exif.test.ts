import fc from "fast-check";
import { JpegError, stripExif } from "../../src/uploader/strip-exif";
import { ADOBE, ascii, EOI, exif, FRAME, ICC, JFIF, jpegOf, QUANTIZATION, SCAN, SOI, segment } from "../fakes/jpeg";

const strip = (bytes: Uint8Array) => [...stripExif(bytes)];
const MINIMAL = (orientation: number) => [
  ...[0xff, 0xe1, 0, 34, ...ascii("Exif\0\0"), ...ascii("MM"), 0, 42, 0, 0, 0, 8, 0, 1],
  ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
];

test.each<[string, readonly number[]]>([
  ["Exif with a place", exif(1)],
  ["XMP", segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<SECRET/>")],
  ["IPTC in a Photoshop segment", segment(0xed, "Photoshop 3.0\x008BIM SECRET")],
  ["a comment", segment(0xfe, "SECRET")],
  ["the index of further pictures", segment(0xe2, "MPF\0SECRET")],
  ["a JFIF extension with a thumbnail", segment(0xe0, "JFXX\0SECRET")],
  ["a maker's own segment", segment(0xe4, "SECRET")],
  ["C2PA", segment(0xeb, "JP SECRET")],
])("removes %s", (_, removed) => {
  expect(strip(jpegOf(JFIF, removed, ICC))).toEqual([...jpegOf(JFIF, ICC)]);
  expect(strip(jpegOf(removed))).toEqual([...jpegOf()]);
});

test("keeps what changes the picture's look: JFIF, the colour profile, Adobe's colour transform", () => {
  expect(strip(jpegOf(JFIF, ICC, ADOBE))).toEqual([...jpegOf(JFIF, ICC, ADOBE)]);
});

test.each([2, 3, 4, 5, 6, 7, 8])("keeps the orientation %i in an Exif segment without anything else", (orientation) => {
  for (const order of ["MM", "II"] as const) {
    expect(strip(jpegOf(exif(orientation, order)))).toEqual([...jpegOf(MINIMAL(orientation))]);
    expect(strip(jpegOf(JFIF, exif(orientation, order)))).toEqual([...jpegOf(JFIF, MINIMAL(orientation))]);
  }
});

test.each([0, 1, 9, 300])("writes no Exif for the orientation %i, which is the usual one or none", (orientation) => {
  expect(strip(jpegOf(exif(orientation)))).toEqual([...jpegOf()]);
});

test("removes the thumbnail in a JFIF segment", () => {
  const header = [...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1];
  expect(strip(jpegOf(segment(0xe0, [...header, 1, 1, 9, 9, 9])))).toEqual([...jpegOf(JFIF)]);
});

test("removes what comes after the picture: further pictures, a phone's own data, a video", () => {
  const photo = jpegOf(JFIF);
  expect(strip(Uint8Array.from([...photo, ...jpegOf(exif(6)), ...ascii("SECRET")]))).toEqual([...photo]);
});

test("removes metadata between the scans of a progressive JPEG", () => {
  const second = [...SCAN];
  const withSecret = [...SOI, ...QUANTIZATION, ...FRAME, ...SCAN, ...segment(0xfe, "SECRET"), ...second, ...EOI];
  const without = [...SOI, ...QUANTIZATION, ...FRAME, ...SCAN, ...second, ...EOI];
  expect(strip(Uint8Array.from(withSecret))).toEqual(without);
});

test.each([
  ["a PNG", Uint8Array.from([0x89, 0x50, 0x4e, 0x47])],
  ["an empty file", new Uint8Array()],
  ["one byte", Uint8Array.from([0xff])],
])("returns %s unchanged", (_, bytes) => {
  expect(stripExif(bytes)).toBe(bytes);
});

test("a JPEG that is cut off anywhere is rejected", () => {
  const whole = jpegOf(JFIF, exif(6), ICC);
  for (let length = 2; length < whole.length; length += 1) {
    expect(() => stripExif(whole.subarray(0, length))).toThrow(JpegError);
  }
});

test.each([
  ["bytes without a marker", [...SOI, 0x00, 0x00], /^no marker at byte 2$/],
  ["a segment of one byte", [...SOI, 0xff, 0xe1, 0, 1, ...EOI], /^a segment of 1 bytes at byte 2$/],
  ["a segment beyond the end", [...SOI, 0xff, 0xe1, 0xff, 0xff, ...EOI], /^the JPEG is cut off at byte 8$/],
  ["a second beginning", [...SOI, ...SOI, ...EOI], /^no marker at byte 2$/],
  ["a JFIF segment that is too short", [...SOI, ...segment(0xe0, "JFIF\0"), ...EOI], /^a JFIF segment of 9 bytes$/],
])("rejects %s, and says where", (_, bytes, message) => {
  expect(() => stripExif(Uint8Array.from(bytes))).toThrow(message);
});

test.each([
  ["is cut off", segment(0xe1, "Exif\0\0MM\0*")],
  ["points beyond its end", segment(0xe1, [...ascii("Exif\0\0MM\0*"), 0, 0, 0xff, 0xff])],
  ["claims more entries than it has", segment(0xe1, [...ascii("Exif\0\0MM\0*"), 0, 0, 0, 8, 0xff, 0xff])],
  ["has an orientation of another type", exif(6).map((byte, index, all) => (all[index - 1] === 3 ? 9 : byte))],
])("removes Exif that %s", (_, broken) => {
  expect(String.fromCharCode(...strip(jpegOf(broken)))).not.toContain("SECRET");
});

const KEPT_SEGMENTS = [JFIF, ICC, ADOBE, QUANTIZATION];
const REMOVED_SEGMENTS = [exif(1), exif(6), exif(8, "II"), segment(0xfe, "SECRET"), segment(0xed, "SECRET")];
const anySegments = fc.array(fc.constantFrom(...KEPT_SEGMENTS.slice(1), ...REMOVED_SEGMENTS), { maxLength: 12 });

test("of any JPEG, it keeps exactly the segments of the picture, and the first orientation", () => {
  fc.assert(
    fc.property(anySegments, (segments) => {
      const kept = segments.filter((each) => KEPT_SEGMENTS.includes(each));
      const first = segments.find((each) => [REMOVED_SEGMENTS[1], REMOVED_SEGMENTS[2]].includes(each));
      const orientation = first === undefined ? [] : MINIMAL(first === REMOVED_SEGMENTS[1] ? 6 : 8);
      const clean = strip(jpegOf(JFIF, ...segments));
      expect(clean).toEqual([...jpegOf(JFIF, orientation, ...kept)]);
      expect(strip(Uint8Array.from(clean))).toEqual(clean);
    }),
  );
});

test("of any bytes, it returns no more than it was given plus an orientation, or rejects them", () => {
  const tail = fc.array(fc.oneof(fc.constantFrom(0xff, 0xd8, 0xd9, 0xda, 0xe1, 0), fc.integer({ min: 0, max: 255 })));
  fc.assert(
    fc.property(tail, (bytes) => {
      try {
        expect(stripExif(Uint8Array.from([...SOI, ...bytes])).length).toBeLessThanOrEqual(bytes.length + 2 + 36);
      } catch (error) {
        expect(error).toBeInstanceOf(JpegError);
      }
    }),
  );
});
