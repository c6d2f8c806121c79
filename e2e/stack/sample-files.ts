import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The first bytes of each kind of file, by which it is recognised. */
const SIGNATURES = {
  jpg: Buffer.from("ffd8ffe000104a46494600010100", "hex"),
  png: Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
  heic: Buffer.from("000000186674797068656963000000006d69663168656963", "hex"),
  mp4: Buffer.from("000000206674797069736f6d0000020069736f6d69736f32", "hex"),
};

/** The kinds of file that sampleBytes can create. */
export type SampleKind = keyof typeof SIGNATURES;

/** Returns the bytes of a file of one kind: different for every seed, the same on every run. */
export function sampleBytes(kind: SampleKind, bytes: number, seed = "sample"): Buffer {
  const blocks: Buffer[] = [SIGNATURES[kind]];
  for (let index = 0; blocks.length * 32 < bytes + 64; index += 1) {
    blocks.push(createHash("sha256").update(`${seed} ${index}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** Writes a file into the folder `picked` of a directory. Returns its path. */
export async function writeSample(directory: string, name: string, bytes: Buffer): Promise<string> {
  const folder = join(directory, "picked");
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
