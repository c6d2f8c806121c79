/** A segment of a JPEG with its marker and length. */
export function segment(code: number, content: readonly number[] | string): number[] {
  const bytes = typeof content === "string" ? [...content].map((character) => character.charCodeAt(0)) : content;
  const length = bytes.length + 2;
  return [0xff, code, length >> 8, length & 0xff, ...bytes];
}

export const SOI = [0xff, 0xd8];
export const EOI = [0xff, 0xd9];
export const JFIF = segment(0xe0, [...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
export const QUANTIZATION = segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]);
export const FRAME = segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
/** A scan whose data has a stuffed byte, a restart marker and a fill byte. */
export const SCAN = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff];
export const ICC = segment(0xe2, "ICC_PROFILE\0\x01\x01profile");
export const ADOBE = segment(0xee, "Adobe\0d\0\0\0\0\x01");

/** An Exif segment with a place and an orientation. */
export function exif(orientation: number, order: "MM" | "II" = "MM"): number[] {
  const short = (value: number) => (order === "MM" ? [value >> 8, value & 255] : [value & 255, value >> 8]);
  const long = (value: number) => (order === "MM" ? [0, 0, ...short(value)] : [...short(value), 0, 0]);
  const place = [...short(0x8825), ...short(4), ...long(1), ...long(62)];
  const rotation = [...short(0x0112), ...short(3), ...long(1), ...short(orientation), 0, 0];
  const entries = [...short(2), ...rotation, ...place, ...long(0)];
  return segment(0xe1, [
    ...ascii("Exif\0\0"),
    ...ascii(order),
    ...short(42),
    ...long(8),
    ...entries,
    ...ascii("SECRET"),
  ]);
}

/** A JPEG of these segments, with a picture. */
export function jpegOf(...segments: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([...SOI, ...segments.flat(), ...QUANTIZATION, ...FRAME, ...SCAN, ...EOI]);
}

export function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
