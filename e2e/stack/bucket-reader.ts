import { authorize, type Credentials, formatKeyTime, urlEncodePath } from "@wx-cos-upload/cos-signature";

export interface BucketReaderOptions {
  readonly host: string;
  readonly credentials: Credentials;
  readonly nowMs: () => number;
}

/** Reads a bucket over HTTP with its owner's credentials, so that tests check the stored objects themselves. */
export function createBucketReader({ host, credentials, nowMs }: BucketReaderOptions) {
  function get(pathname: string): Promise<Response> {
    const nowSeconds = Math.floor(nowMs() / 1000);
    const keyTime = formatKeyTime({ startSeconds: nowSeconds - 1, endSeconds: nowSeconds + 60 });
    const { authorization } = authorize({ method: "GET", pathname, headers: [["host", host]], credentials, keyTime });
    const { securityToken } = credentials;
    const token = securityToken === undefined ? {} : { "x-cos-security-token": securityToken };
    return fetch(`http://${host}${urlEncodePath(pathname)}`, { headers: { Authorization: authorization, ...token } });
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
    /** The headers that one object is given back with. */
    headersOf: async (key: string): Promise<Headers> => (await get(`/${key}`)).headers,
  };
}
