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
  const body = Buffer.from(`<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`);
  const start = performance.now();
  const completed = await call(bucket, "POST", [["uploadId", uploadId]], body);
  const completeMs = performance.now() - start;
  xml(completed, "ETag");
  return { bytes: Number((await call(bucket, "HEAD", [])).length), completeMs };
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
