import type { PostPolicyResponse, PutSignResponse } from "../uploader/contract-types";

const COMMON = {
  cosHost: "photos-1250000000.cos.ap-guangzhou.myqcloud.com",
  cosKey: "uploads/20261123/20261123120000-0123456789abcdef0123456789abcdef.jpg",
  objectUrl:
    "https://photos-1250000000.cos.ap-guangzhou.myqcloud.com/uploads/20261123/20261123120000-0123456789abcdef0123456789abcdef.jpg",
  contentType: "image/jpeg",
  maxBytes: 20_971_520,
  expiresAt: 1_795_435_200,
  expiresInSeconds: 900,
};

/** A response to `GET /put-sign`. */
export const PUT_SIGN: PutSignResponse = {
  ...COMMON,
  uploadUrl: COMMON.objectUrl,
  authorization: "q-sign-algorithm=sha1&q-signature=0123",
  headers: {
    "Content-Type": "image/jpeg",
    "x-cos-acl": "default",
    "x-cos-forbid-overwrite": "true",
    Authorization: "q-sign-algorithm=sha1&q-signature=0123",
  },
};

/** A response to `GET /post-policy`. */
export const POST_POLICY: PostPolicyResponse = {
  ...COMMON,
  uploadUrl: `https://${COMMON.cosHost}/`,
  policy: "eyJ9",
  qSignAlgorithm: "sha1",
  qAk: "AKIDEXAMPLE",
  qKeyTime: "1795434300;1795435200",
  qSignature: "0123",
  formData: { key: COMMON.cosKey, "Content-Type": "image/jpeg", policy: "eyJ9", success_action_status: "200" },
};

/** A fake signing server. Each file gets a key of its own, `1.jpg`, `2.jpg`, with the requested extension. */
export function createSigningServer() {
  let count = 0;
  function sign(path: string, extension: string): PutSignResponse | PostPolicyResponse {
    count += 1;
    const cosKey = `uploads/${count}.${extension}`;
    const common = { ...COMMON, cosKey, objectUrl: `https://${COMMON.cosHost}/${cosKey}` };
    if (path === "/put-sign") return { ...PUT_SIGN, ...common, uploadUrl: common.objectUrl };
    return { ...POST_POLICY, ...common, formData: { ...POST_POLICY.formData, key: cosKey } };
  }
  return {
    /** Number of signatures so far. */
    count: () => count,
    respond({ url, data }: Pick<WechatMiniprogram.RequestOption<string>, "url" | "data">): unknown {
      const [, path = "", isBatch] = /^https?:\/\/[^/]+(\/[\w-]+)(\/batch)?/.exec(url) ?? [];
      if (isBatch === undefined) return sign(path, /ext=(\w+)/.exec(url)?.[1] ?? "");
      const { files }: { files: { ext: string }[] } = JSON.parse(String(data));
      return { uploads: files.map(({ ext }) => sign(path, ext)) };
    },
  };
}
