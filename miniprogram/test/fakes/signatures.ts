import type { PostPolicyAnswer, PutSignAnswer } from "@wx-cos-upload/shared";

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

/** What the signing server answers to `GET /put-sign`. */
export const PUT_SIGN: PutSignAnswer = {
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

/** What the signing server answers to `GET /post-policy`. */
export const POST_POLICY: PostPolicyAnswer = {
  ...COMMON,
  uploadUrl: `https://${COMMON.cosHost}/`,
  policy: "eyJ9",
  qSignAlgorithm: "sha1",
  qAk: "AKIDEXAMPLE",
  qKeyTime: "1795434300;1795435200",
  qSignature: "0123",
  formData: { key: COMMON.cosKey, "Content-Type": "image/jpeg", policy: "eyJ9", success_action_status: "200" },
};
