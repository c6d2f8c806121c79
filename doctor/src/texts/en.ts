import { type StsAdviceCode, stsAdvice } from "@wx-cos-upload/server/advanced";
import type { LoginFault } from "../vocabulary.ts";
import type { Texts } from "./texts.ts";

const LOGIN_FAULTS: Readonly<Record<LoginFault, readonly [message: string, advice: string]>> = {
  40013: ["WeChat does not know this AppID (40013)", "copy WECHAT_APP_ID again from the WeChat console"],
  40125: [
    "the AppSecret does not belong to WECHAT_APP_ID (40125)",
    "copy WECHAT_APP_SECRET again, or reset it in the WeChat console",
  ],
  40164: [
    "WeChat rejects calls from this machine's address (40164)",
    "add the address to the IP allow-list of the AppSecret in the WeChat console",
  ],
};

export const en: Texts = {
  checks: {
    variables: "variables",
    bucket: "bucket",
    clock: "clock",
    credentials: "credentials",
    put: "PUT",
    head: "HEAD",
    binding: "binding",
    form: "form (POST)",
    parts: "parts",
    delete: "DELETE",
    cors: "CORS",
    redis: "Redis",
    login: "login",
  },
  variables: {
    well: (bucket, credentials, login) => [
      `all are valid: bucket ${bucket ?? "not set"}, CREDENTIALS=${credentials}, AUTH=${login}`,
    ],
    noLocalCos: () => [
      "no bucket is set, and this installation has no local COS to replace one",
      "set COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET and COS_REGION, and NODE_ENV=production",
    ],
    wrong: (problem) => [problem],
    advice: "correct them in .env or in the environment; .env.example describes each variable",
  },
  bucket: {
    answers: (url) => [`${url} responds and is private`],
    local: (url) => [`started a local COS at ${url} in a temporary folder; this uses no Tencent account`],
    notStarted: (reason) => [
      `could not start a local COS: ${reason}`,
      "it needs a folder for temporary files (set TMPDIR) and a free port on 127.0.0.1",
    ],
    localBesideHost: (url, host) => [
      `started a local COS at ${url} in a temporary folder`,
      `did not try COS_HOST=${host}, because nothing listens there before npm start`,
    ],
    isPublic: (url) => [
      `${url} lists its objects to anyone`,
      "make the bucket private in the COS console, unless anyone may read all of it",
    ],
    refuses: (url, refusal, advice) => [`${url} responds with ${refusal}`, advice],
    silent: (url, reason, advice) => [`${url} does not respond: ${reason}`, advice],
  },
  clock: {
    right: (seconds) => [`within ${seconds} s of the bucket's clock`],
    refused: (seconds, direction) => [
      `${seconds} s ${direction === "ahead" ? "ahead of" : "behind"} the bucket's clock: COS rejects every signature`,
      "set this machine's clock, and keep it right with NTP",
    ],
    ahead: (seconds, maxSeconds) => [
      `${seconds} s ahead of the bucket's clock: from ${maxSeconds} s on, COS rejects every signature`,
      "set this machine's clock, and keep it right with NTP",
    ],
    shortened: (seconds, signatureSeconds) => [
      `${seconds} s behind the bucket's clock: COS still accepts signatures, but they expire that much sooner than the configured ${signatureSeconds} s`,
      "set this machine's clock, and keep it right with NTP",
    ],
    untold: () => [
      "the response has no Date header, so the clocks cannot be compared",
      "a proxy may have removed the header",
    ],
  },
  credentials: {
    keys: () => [
      "permanent keys; the PUT below shows whether COS accepts them",
      "CREDENTIALS=federation or role signs with temporary credentials that can only upload: docs/credentials.md",
    ],
    given: (source, seconds) => [`CREDENTIALS=${source} returned temporary credentials that expire in ${seconds} s`],
    ofFunction: () => [
      "the environment has the credentials of the platform's role; the PUT below shows whether COS accepts them",
    ],
    refused: (said, advice) => [`no credentials: ${said}`, advice],
  },
  put: { well: (key, milliseconds) => [`uploaded ${key} in ${milliseconds} ms`] },
  head: {
    well: () => ["the object has the signed size and type"],
    different: (what) => [
      `the object differs from the signed upload: ${what}`,
      "check for a proxy, or the CDN of a custom domain, between this machine and the bucket",
    ],
    forbidden: () => [
      "not allowed, as expected for credentials that can only upload",
      "name/cos:HeadObject is missing; the server does not need it",
    ],
  },
  binding: {
    holds: (refusal) => [`COS rejects a PUT whose header differs from the signed one (${refusal})`],
    broken: (key) => [
      `a PUT whose header differs from the signed one was accepted: ${key}`,
      "check whether COS_HOST leads to COS itself: something on the way signs requests or responds instead of COS",
    ],
  },
  additions: {
    rejected: (header, rejection) => [`COS rejects ${header} when it is added to a signed PUT (${rejection})`],
    accepted: {
      "x-cos-copy-source": (key) => [
        `x-cos-copy-source added to a signed PUT was accepted (${key}): the holder of a signature can copy any object that these credentials can read`,
        "give the credentials the policy of docs/credentials.md, which denies name/cos:PutObjectCopy",
      ],
      "x-cos-grant-read": (key) => [
        `x-cos-grant-read added to a signed PUT was accepted (${key}): the holder of a signature can grant access to the object to another account`,
        "give the credentials the policy of docs/credentials.md, which denies grants",
      ],
      "x-cos-storage-class": (key) => [
        `x-cos-storage-class added to a signed PUT was accepted (${key}): the holder of a signature can choose a more expensive storage class`,
        "give the credentials the policy of docs/credentials.md, which allows STANDARD only; CREDENTIALS=federation and role apply it by themselves",
      ],
      "Pic-Operations": (key) => [
        `Pic-Operations added to a signed PUT was accepted (${key}): if Cloud Infinite (CI) is bound to the bucket, the holder of a signature can create further objects`,
        "bind CI to a different bucket than the one for uploads, or watch its costs; no policy is known to forbid this header",
      ],
    },
  },
  form: { well: (key) => [`uploaded ${key}`] },
  parts: {
    well: (key) => [
      `uploaded ${key} in parts, with two identities; COS rejects x-cos-copy-source beside a signed part`,
    ],
    off: (variables) => [
      `uploads in parts are off, so clients upload large files by a form: ${variables} not set`,
      'docs/credentials.md, "Two identities", describes what they need',
    ],
    sameKey: () => [
      "COS_SERVICE_SECRET_ID and COS_SECRET_ID are the same key: what signs for clients may also list and delete",
      "create a second sub-user with the policy of the service identity below",
    ],
    sameRole: () => [
      "the platform's role is both identities: what signs for clients may also list and delete",
      "set STS_ROLE_ARN to a role to assume; the server then narrows it for each identity",
    ],
    copied: (said) => [
      `x-cos-copy-source added to a signed part was not denied (${said}): the holder of a signature can copy objects that these credentials can read`,
      "give the upload identity the policy below, which denies name/cos:UploadPartCopy",
    ],
    slow: (key) => [`COS still merges the parts of ${key}; run the doctor again if that happens often`],
  },
  deletion: {
    well: (count) => [`deleted the test objects (${count})`],
    forbidden: (keys) => [
      "not allowed, as expected for credentials that can only upload",
      `name/cos:DeleteObject is missing; the server does not need it. Still in the bucket: ${keys}`,
    ],
    failed: (keys, said, advice) => [`the bucket responds with ${said}; still in the bucket: ${keys}`, advice],
    nothing: () => ["nothing was uploaded, so there is nothing to delete"],
  },
  cors: {
    allowed: (origin) => [`pages of ${origin} may upload`],
    refused: (origin, said) => [
      `pages of ${origin} may not upload: the bucket responds to their preflight with ${said}`,
      `COS console → Security → CORS: origin ${origin}, methods PUT and POST, headers *, exposed header ETag. Mini programs need no rule`,
    ],
    incomplete: (origin, missing) => [
      `pages of ${origin} may not upload: the bucket's CORS rule does not allow ${missing}`,
      "COS console → Security → CORS: add it to the rule; use * for headers. Mini programs need no rule",
    ],
    notSet: () => ["not tried, because CORS_ORIGINS is not set: web pages need it, mini programs do not"],
  },
  redis: {
    notSet: () => ["REDIS_URL is not set: each server counts limits by itself"],
    well: (milliseconds) => [`responds in ${milliseconds} ms; consumed and refunded a limit`],
    silent: (reason) => [
      `cannot count limits: ${reason}`,
      "check that Redis is running, and that REDIS_URL has its address, password and database number",
    ],
  },
  login: {
    none: () => [
      "AUTH=none: anyone who can reach the server may upload",
      "set AUTH=wechat or AUTH=jwt before going live",
    ],
    standIn: () => [
      "AUTH=wechat without WECHAT_APP_SECRET: npm start uses a stand-in for WeChat, where any code logs in",
      "set WECHAT_APP_ID and WECHAT_APP_SECRET before going live",
    ],
    wechat: (appId) => [`WeChat knows ${appId} and its AppSecret`],
    fault: (errcode) => LOGIN_FAULTS[errcode],
    wechatSilent: (reason) => [
      `WeChat did not confirm the AppID: ${reason}`,
      "check that this machine can reach https://api.weixin.qq.com, and try again in a minute",
    ],
    sharedSecret: () => ["AUTH=jwt with JWT_SECRET (HS256): there is nothing to fetch"],
    keySet: (url, algorithm) => [`${url} has a key for ${algorithm}`],
    noUsableKey: (url, algorithm) => [
      `${url} responds, but has no key for ${algorithm}`,
      "set JWT_ALGORITHM to the algorithm of the issuer's tokens",
    ],
    noKeySet: (url, reason) => [
      `${url} returns no key set: ${reason}`,
      "compare JWT_JWKS_URL with the issuer's documentation, and check that this machine can reach it",
    ],
  },
  refused: (said, advice) => [`the bucket responds with ${said}`, advice],
  notTried: (because) => [`not tried, because of: ${en.checks[because]}`],
  failedItself: (reason) => [`the check itself failed: ${reason}`, "this is a bug in this program; please report it"],
  cosAdvice: {
    NoSuchBucket:
      "this bucket does not exist in this region: check COS_BUCKET (name-appid) and COS_REGION in the COS console",
    InvalidAccessKeyId:
      "COS does not know the key: check COS_SECRET_ID, and that the key is not disabled in the CAM console",
    SignatureDoesNotMatch: "check that COS_SECRET_KEY belongs to COS_SECRET_ID",
    Expired: "the signature is not valid at the time of the bucket's clock: set this machine's clock",
    ExpiredToken: "the token has expired or belongs to another key: check COS_SESSION_TOKEN",
    UnavailableForLegalReasons:
      "the bucket is suspended: check for overdue payments and notices in the Tencent Cloud console",
    other: "look up the code in COS's error codes (https://cloud.tencent.com/document/product/436/7730)",
  },
  networkAdvice: {
    name: "the host does not exist: check COS_REGION and COS_BUCKET, or COS_HOST, and this machine's DNS",
    refused: "nothing listens there: check COS_HOST and its port",
    certificate: "this host has no trusted TLS certificate: bind a certificate to the custom domain in the COS console",
    timeout: "check the firewall and the proxy between this machine and the bucket",
    other: "check the network between this machine and the bucket",
  },
  missingAction: (action) => `allow the credentials ${action} below UPLOAD_PREFIX; docs/credentials.md has the policy`,
  stsAdvice: (code: StsAdviceCode | undefined) =>
    (code && stsAdvice(code)) ?? "docs/credentials.md describes what CREDENTIALS needs",
  domains: {
    title: "For the WeChat console (Development → Development settings → Server domain names):",
    request: "request",
    uploadFile: "uploadFile",
    downloadFile: "downloadFile (for the page with the user's uploads)",
    signingServer: "https://<your signing server>",
    local: "The local COS has no domain to register. Until you have a bucket, turn off domain checks in DevTools.",
  },
  policies: {
    upload: "CAM policy of the upload identity, which signs for clients:",
    service: "CAM policy of the service identity, which makes the server's own calls:",
    reading:
      "CAM policy of the reading identity, which signs URLs for reading (with CREDENTIALS=keys, it has the keys of the service identity):",
  },
  allWell: "No problems found.",
  wrongCount: (count) => (count === 1 ? "1 problem found." : `${count} problems found.`),
};
