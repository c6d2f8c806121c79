import { authorize, type Credentials, formatKeyTime, urlEncodePath } from "@wx-cos-upload/cos-signature";

export interface BucketReaderOptions {
  readonly host: string;
  readonly credentials: Credentials;
  readonly nowMs: () => number;
}

/** Reads a bucket over HTTP with its owner's credentials, so that tests check the stored objects themselves. */
export function createBucketReader({ host, credentials, nowMs }: BucketReaderOptions) {
  function get(pathname: string, subresource?: "uploads"): Promise<Response> {
    const nowSeconds = Math.floor(nowMs() / 1000);
    const { authorization } = authorize({
      method: "GET",
      pathname,
      query: subresource === undefined ? [] : [[subresource, ""]],
      headers: [["host", host]],
      credentials,
      keyTime: formatKeyTime({ startSeconds: nowSeconds - 1, endSeconds: nowSeconds + 60 }),
    });
    const { securityToken } = credentials;
    const token = securityToken === undefined ? {} : { "x-cos-security-token": securityToken };
    const search = subresource === undefined ? "" : `?${subresource}=`;
    return fetch(`http://${host}${urlEncodePath(pathname)}${search}`, {
      headers: { Authorization: authorization, ...token },
    });
  }
  return {
    /** Lists the keys of all objects. */
    async keys(): Promise<string[]> {
      const response = await get("/");
      if (!response.ok) throw new Error(`Cannot list the bucket: ${await response.text()}`);
      return [...(await response.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
    },
    /** Reads one object's bytes and content type. */
    async read(key: string) {
      const response = await get(`/${key}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, bytes, contentType: response.headers.get("content-type") };
    },
    /** Opens one object, to read its bytes as a stream. */
    open: (key: string): Promise<Response> => get(`/${key}`),
    /** Counts the unfinished multipart uploads, up to 1,000. */
    async countUnfinished(): Promise<number> {
      const response = await get("/", "uploads");
      if (!response.ok) throw new Error(`Cannot list the unfinished uploads: ${await response.text()}`);
      return (await response.text()).match(/<UploadId>/g)?.length ?? 0;
    },
    /** The headers that one object is given back with. */
    headersOf: async (key: string): Promise<Headers> => (await get(`/${key}`)).headers,
  };
}
