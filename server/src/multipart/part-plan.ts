/** The parts of a file: all but the last have `partBytes`. */
export interface PartPlan {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly partBytes: number;
  readonly partCount: number;
}

const MEBIBYTE = 1024 ** 2;

/** The most parts that one page of List Parts holds. List Parts (436/7747), max-parts */
const MAX_PARTS = 1_000;

/**
 * Divides a file into parts of 1 MiB, or, above 1,000 parts, of the smallest whole number of MiB that needs at most 1,000. A small part
 * arrives within a request's time limit on a slow link, and little is lost with it. COS accepts no part below 1 MB but the last.
 *
 * @param size bytes of the file, at least 1
 * @see Upload Part (436/7750), limits
 */
export function planParts(size: number): PartPlan {
  const partBytes = Math.max(1, Math.ceil(size / (MAX_PARTS * MEBIBYTE))) * MEBIBYTE;
  return planOf(size, partBytes);
}

/** The plan of a file whose part size is known. */
export function planOf(size: number, partBytes: number): PartPlan {
  return { size, partBytes, partCount: Math.ceil(size / partBytes) };
}

/** The bytes of one part. @param partNumber from 1 to `partCount` */
export function partBytesOf({ size, partBytes, partCount }: PartPlan, partNumber: number): number {
  return partNumber === partCount ? size - partBytes * (partCount - 1) : partBytes;
}

/** Every part number, in order. */
export function partNumbersOf({ partCount }: PartPlan): number[] {
  return Array.from({ length: partCount }, (_, index) => index + 1);
}
