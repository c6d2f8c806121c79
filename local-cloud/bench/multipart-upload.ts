import { authorize, type NameValues } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "../src/cos/index.ts";
import type { ChildBucket } from "./child-bucket.ts";

const PART_BYTES = 1024 ** 2;
const PART = Buffer.alloc(PART_BYTES, "0123456789abcdef");
/** As many parts at a time as Tencent's SDKs upload. */
const CONCURRENT_PARTS = 3;
const PATH = "/in-parts";

/** The result of {@link uploadInParts}. */
export interface UploadedInParts {
  readonly bytes: number;
  /** From sending the request to the end of its response. */
  readonly completeMs: number;
}

/** Uploads an object of `partCount` parts of 1 MiB. @throws an Error with the response if a request fails */
export async function uploadInParts(bucket: ChildBucket, partCount: number): Promise<UploadedInParts> {
  const upload = await uploadParts(bucket, partCount);
  const start = performance.now();
  await completeUpload(bucket, upload);
  const completeMs = performance.now() - start;
  return { bytes: await uploadedBytes(bucket), completeMs };
}

/** An upload whose parts are all there, and the body of its Complete. */
export interface PartsUploaded {
  readonly uploadId: string;
  readonly completion: string;
}

/** Uploads `partCount` parts of 1 MiB. @throws an Error with the response if a request fails */
export async function uploadParts(bucket: ChildBucket, partCount: number): Promise<PartsUploaded> {
  const uploadId = xml(await call(bucket, "POST", [["uploads", ""]]), "UploadId");
  const etags = new Map<number, string>();
  const numbers = Array.from({ length: partCount }, (_value, index) => index + 1).values();

  async function uploadNextParts(): Promise<void> {
    for (const partNumber of numbers) {
      const query = [
        ["partNumber", String(partNumber)],
        ["uploadId", uploadId],
      ] as const;
      etags.set(partNumber, (await call(bucket, "PUT", query, PART)).etag);
    }
  }

  await Promise.all(Array.from({ length: CONCURRENT_PARTS }, uploadNextParts));
  const parts = [...etags].sort(([left], [right]) => left - right);
  const listed = parts.map(
    ([partNumber, etag]) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag></Part>`,
  );
  return { uploadId, completion: `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>` };
}

/** Completes an upload. @throws an Error with the response if it fails */
export async function completeUpload(bucket: ChildBucket, { uploadId, completion }: PartsUploaded): Promise<void> {
  xml(await call(bucket, "POST", [["uploadId", uploadId]], Buffer.from(completion)), "ETag");
}

/** The number of parts of an unfinished upload, or undefined if there is none. */
export async function listedParts(bucket: ChildBucket, { uploadId }: PartsUploaded): Promise<number | undefined> {
  const listed = await call(bucket, "GET", [["uploadId", uploadId]]).catch((error: Error) => {
    if (error.message.includes("NoSuchUpload")) return undefined;
    throw error;
  });
  return listed?.text.match(/<Part>/g)?.length;
}

/** The size of the object in bytes. @throws an Error if there is none */
export async function uploadedBytes(bucket: ChildBucket): Promise<number> {
  return Number((await call(bucket, "HEAD", [])).length);
}

interface Called {
  readonly text: string;
  readonly etag: string;
  readonly length: string;
}

async function call(
  { host }: ChildBucket,
  method: string,
  query: NameValues,
  body?: Uint8Array<ArrayBuffer>,
): Promise<Called> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { authorization } = authorize({
    credentials: LOCAL_COS_DEFAULTS.credentials,
    keyTime: `${nowSeconds - 60};${nowSeconds + 900}`,
    method,
    pathname: PATH,
    query,
    headers: [["host", host]],
  });
  const search = query.map(([name, value]) => `${name}=${value}`).join("&");
  const response = await fetch(`http://${host}${PATH}?${search}`, {
    method,
    headers: { authorization },
    ...(body && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${search}: ${response.status} ${text}`);
  return { text, etag: response.headers.get("etag") ?? "", length: response.headers.get("content-length") ?? "" };
}

function xml({ text }: Called, name: string): string {
  const content = new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
  if (content === undefined) throw new Error(`the response has no ${name}: ${text}`);
  return content;
}
