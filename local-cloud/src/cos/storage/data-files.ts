import { createReadStream } from "node:fs";
import { access, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ByteRange } from "../object/byte-range.ts";
import { isSystemError } from "../system-error.ts";

/** A file in the data folder that holds the bytes of an object, or those of one of its parts. */
export interface DataSegment {
  readonly file: string;
  readonly bytes: number;
}

/** The data folder of a store. */
export interface DataFiles {
  /**
   * Keeps an object's files until the returned function is called, even if they are removed meanwhile.
   *
   * @throws an Error if the first file is gone or unreadable. Then nothing is kept. A response can still report that; later files are
   *   opened while the response is being sent
   */
  hold(segments: readonly DataSegment[]): Promise<() => void>;
  /** Reads a range of an object, or all of it. The stream reports errors as events. */
  read(segments: readonly DataSegment[], range?: ByteRange): Readable;
  /**
   * Removes the files of an object that no metadata file names any more, once nobody holds them. Failures are ignored, because a
   * leftover file does no harm: a later start removes it.
   */
  remove(segments: readonly DataSegment[]): Promise<void>;
}

/** Opens the data folder of a store. */
export function createDataFiles(folder: string): DataFiles {
  const holders = new Map<readonly DataSegment[], number>();
  const removedMeanwhile = new Set<readonly DataSegment[]>();

  async function remove(segments: readonly DataSegment[]): Promise<void> {
    if (holders.has(segments)) {
      removedMeanwhile.add(segments);
      return;
    }
    await Promise.all(segments.map(({ file }) => unlink(join(folder, file)).catch(() => {})));
  }

  function release(segments: readonly DataSegment[]): void {
    const others = (holders.get(segments) ?? 1) - 1;
    if (others > 0) {
      holders.set(segments, others);
      return;
    }
    holders.delete(segments);
    if (removedMeanwhile.delete(segments)) void remove(segments);
  }

  return {
    remove,
    async hold(segments) {
      holders.set(segments, (holders.get(segments) ?? 0) + 1);
      try {
        for (const { file } of segments.slice(0, 1)) await checkReadable(folder, file);
      } catch (error) {
        release(segments);
        throw error;
      }
      let isHeld = true;
      return () => {
        if (isHeld) release(segments);
        isHeld = false;
      };
    },
    read(segments, range) {
      const wanted = range === undefined ? segments.map(({ file }) => ({ file })) : piecesOf(segments, range);
      const [first, ...more] = wanted.map(({ file, ...piece }) => ({ path: join(folder, file), piece }));
      if (first === undefined) return Readable.from([]);
      if (more.length === 0) return createReadStream(first.path, first.piece);
      return Readable.from(readAll([first, ...more]), { objectMode: false });
    },
  };
}

async function checkReadable(folder: string, file: string): Promise<void> {
  await access(join(folder, file)).catch((cause: unknown) => {
    throw isSystemError(cause, "ENOENT") ? new Error(`the data file ${file} is gone`, { cause }) : cause;
  });
}

/** The part of a file that a range needs, both ends included. */
export interface Piece {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the pieces of files that make up a range of an object. */
export function piecesOf(segments: readonly DataSegment[], { start, end }: ByteRange): Piece[] {
  let offset = 0;
  return segments.flatMap(({ file, bytes }) => {
    const piece = { file, start: Math.max(start - offset, 0), end: Math.min(end - offset, bytes - 1) };
    offset += bytes;
    return piece.start <= piece.end ? [piece] : [];
  });
}

/** Opens one file at a time, so that an object of 10,000 parts needs one descriptor. */
async function* readAll(
  pieces: readonly { readonly path: string; readonly piece: Partial<ByteRange> }[],
): AsyncGenerator<Uint8Array> {
  for (const { path, piece } of pieces) yield* createReadStream(path, piece);
}
