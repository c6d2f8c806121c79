import { authorize, type Credentials, formatKeyTime, urlEncodePath } from "@wx-cos-upload/server/cos";

export interface BucketReaderOptions {
  readonly host: string;
  readonly credentials: Credentials;
  readonly nowMs: () => number;
}

/** Looks into a bucket over HTTP, as its owner: what a test says of stored objects, the bucket says itself. */
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
    /** Every object's key. */
    async keys(): Promise<string[]> {
      const answer = await get("/");
      if (!answer.ok) throw new Error(`the bucket can't be listed: ${await answer.text()}`);
      return [...(await answer.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
    },
    /** One object's bytes and type. */
    async read(key: string) {
      const answer = await get(`/${key}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, bytes, contentType: answer.headers.get("content-type") };
    },
    /** The headers that one object is given back with. */
    headersOf: async (key: string): Promise<Headers> => (await get(`/${key}`)).headers,
  };
}
