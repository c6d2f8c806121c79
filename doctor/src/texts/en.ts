import { type StsAdviceCode, stsAdvice } from "@wx-cos-upload/server/advanced";
import type { LoginFault } from "../vocabulary.ts";
import type { Texts } from "./texts.ts";

const LOGIN_FAULTS: Readonly<Record<LoginFault, readonly [says: string, advice: string]>> = {
  40013: ["WeChat knows no such AppID (40013)", "copy WECHAT_APP_ID again from the WeChat console"],
  40125: [
    "the AppSecret is not the one of WECHAT_APP_ID (40125)",
    "copy WECHAT_APP_SECRET again, or reset it in the WeChat console",
  ],
  40164: [
    "WeChat takes no calls from this machine's address (40164)",
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
    delete: "DELETE",
    cors: "CORS",
    redis: "Redis",
    login: "login",
  },
  variables: {
    well: (bucket, credentials, login) => [
      `all can be used: bucket ${bucket ?? "not set"}, CREDENTIALS=${credentials}, AUTH=${login}`,
    ],
    noLocalCos: () => [
      "no bucket is set, and this install has no local COS to stand in for one",
      "set COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET and COS_REGION, and NODE_ENV=production",
    ],
    wrong: (problem) => [problem],
    advice: "correct them in .env or in the environment; .env.example tells what each may be",
  },
  bucket: {
    answers: (url) => [`${url} answers and is private`],
    local: (url) => [`a local COS was started at ${url}, in a temporary folder; no Tencent account is used`],
    notStarted: (reason) => [
      `no local COS could be started: ${reason}`,
      "it needs a folder for temporary files, which TMPDIR names, and a free port on 127.0.0.1",
    ],
    localBesideHost: (url, host) => [
      `a local COS was started at ${url}, in a temporary folder`,
      `COS_HOST=${host} was not tried: nothing listens there until npm start does`,
    ],
    isPublic: (url) => [
      `${url} answers, and lists its objects to anybody`,
      "make the bucket private in the COS console, unless everybody may read all of it",
    ],
    refuses: (url, refusal, advice) => [`${url} answers ${refusal}`, advice],
    silent: (url, reason, advice) => [`${url} does not answer: ${reason}`, advice],
  },
  clock: {
    right: (seconds) => [`within ${seconds} s of the bucket's`],
    refused: (seconds, direction) => [
      `${seconds} s ${direction === "ahead" ? "ahead of" : "behind"} the bucket's: COS refuses every signature`,
      "set this machine's clock, and let NTP keep it",
    ],
    ahead: (seconds, maxSeconds) => [
      `${seconds} s ahead of the bucket's: from ${maxSeconds} s on, COS refuses every signature`,
      "set this machine's clock, and let NTP keep it",
    ],
    shortened: (seconds, signatureSeconds) => [
      `${seconds} s behind the bucket's: signatures are not refused yet, but live so much less than their ${signatureSeconds} s`,
      "set this machine's clock, and let NTP keep it",
    ],
    untold: () => ["the answer has no Date, so the clock can't be compared", "a proxy may have taken it out"],
  },
  credentials: {
    keys: () => [
      "permanent keys, used as they are; the PUT below tells whether COS takes them",
      "CREDENTIALS=federation or role would sign with temporary ones that can do nothing but upload: docs/credentials.md",
    ],
    given: (source, seconds) => [`CREDENTIALS=${source} gave temporary ones for ${seconds} s`],
    ofFunction: () => [
      "the platform's role has put them into the environment; the PUT below tells whether COS takes them",
    ],
    refused: (said, advice) => [`none were given: ${said}`, advice],
  },
  put: { well: (key, milliseconds) => [`${key} was uploaded in ${milliseconds} ms`] },
  head: {
    well: () => ["the object has the size and the type that were signed"],
    different: (what) => [
      `the object is not what was signed: ${what}`,
      "see what stands between this machine and the bucket: a proxy, or a custom domain's CDN",
    ],
    forbidden: () => [
      "not allowed, as it should be with credentials that only upload",
      "name/cos:HeadObject is missing; the server does not need it",
    ],
  },
  binding: {
    holds: (refusal) => [`a header other than the signed one is refused (${refusal})`],
    broken: (key) => [
      `a header other than the signed one was let in: ${key}`,
      "see whether COS_HOST leads to COS itself: something on the way signs or answers in its place",
    ],
  },
  additions: {
    rejected: (header, rejection) => [`${header} beside the signature is rejected (${rejection})`],
    accepted: {
      "x-cos-copy-source": (key) => [
        `x-cos-copy-source beside the signature was accepted (${key}): its holder can copy any object that these credentials can read`,
        "give the credentials the policy of docs/credentials.md, which denies name/cos:PutObjectCopy",
      ],
      "x-cos-grant-read": (key) => [
        `x-cos-grant-read beside the signature was accepted (${key}): its holder can give the object to an account of their own`,
        "give the credentials the policy of docs/credentials.md, which denies grants",
      ],
      "x-cos-storage-class": (key) => [
        `x-cos-storage-class beside the signature was accepted (${key}): its holder chooses what the object costs`,
        "give the credentials the policy of docs/credentials.md, which allows STANDARD only; CREDENTIALS=federation and role send it themselves",
      ],
      "Pic-Operations": (key) => [
        `Pic-Operations beside the signature was accepted (${key}): where Cloud Infinite (CI) is bound to the bucket, its holder can have more objects made`,
        "bind CI to another bucket than the one that is uploaded to, or watch what it charges; no policy is known to keep this header out",
      ],
    },
  },
  form: { well: (key) => [`${key} was uploaded`] },
  deletion: {
    well: (count) => [`the test objects are gone again (${count})`],
    forbidden: (keys) => [
      "not allowed, as it should be with credentials that only upload",
      `name/cos:DeleteObject is missing; the server does not need it. Left in the bucket: ${keys}`,
    ],
    failed: (keys, said, advice) => [`the bucket answers ${said}; left in it: ${keys}`, advice],
    nothing: () => ["nothing was uploaded, so nothing has to go"],
  },
  cors: {
    allowed: (origin) => [`pages of ${origin} may upload`],
    refused: (origin, said) => [
      `pages of ${origin} may not upload: the bucket answers their preflight ${said}`,
      `COS console → Security → CORS: origin ${origin}, methods PUT and POST, headers *, exposed header ETag. Mini programs need none`,
    ],
    incomplete: (origin, missing) => [
      `pages of ${origin} may not upload: the bucket's CORS rule lets no ${missing}`,
      "COS console → Security → CORS: add it to the rule; for headers, * is right. Mini programs need none",
    ],
    notSet: () => ["CORS_ORIGINS is not set, so none was tried: mini programs need none, web pages do"],
  },
  redis: {
    notSet: () => ["REDIS_URL is not set: each server counts limits for itself"],
    well: (milliseconds) => [`answers in ${milliseconds} ms; a limit was taken and given back`],
    silent: (reason) => [
      `does not do its part: ${reason}`,
      "see that it runs, and that REDIS_URL has its address, password and number",
    ],
  },
  login: {
    none: () => [
      "AUTH=none: anybody who reaches the server may upload",
      "set AUTH=wechat or AUTH=jwt before going live",
    ],
    standIn: () => [
      "AUTH=wechat without WECHAT_APP_SECRET: npm start puts a stand-in in WeChat's place, where any code logs in",
      "set WECHAT_APP_ID and WECHAT_APP_SECRET before going live",
    ],
    wechat: (appId) => [`WeChat knows ${appId} and its AppSecret`],
    fault: (errcode) => LOGIN_FAULTS[errcode],
    wechatSilent: (reason) => [
      `WeChat gave no answer that tells: ${reason}`,
      "see that this machine may reach https://api.weixin.qq.com, and try again in a minute",
    ],
    sharedSecret: () => ["AUTH=jwt with JWT_SECRET (HS256): there is nothing to fetch"],
    keySet: (url, algorithm) => [`${url} has a key for ${algorithm}`],
    noUsableKey: (url, algorithm) => [
      `${url} answers, and has no key for ${algorithm}`,
      "set JWT_ALGORITHM to what the issuer signs with",
    ],
    noKeySet: (url, reason) => [
      `${url} gives no key set: ${reason}`,
      "see JWT_JWKS_URL in the issuer's documents, and that this machine may reach it",
    ],
  },
  refused: (said, advice) => [`the bucket answers ${said}`, advice],
  notTried: (because) => [`not tried, because of: ${en.checks[because]}`],
  failedItself: (reason) => [`the check itself failed: ${reason}`, "that is a fault of this program; please report it"],
  cosAdvice: {
    NoSuchBucket:
      "COS knows no such bucket in this region: check COS_BUCKET (name-appid) and COS_REGION in the COS console",
    InvalidAccessKeyId:
      "COS does not know the key: check COS_SECRET_ID, and that the key is not disabled in the CAM console",
    SignatureDoesNotMatch: "check that COS_SECRET_KEY is the key of COS_SECRET_ID",
    Expired: "the signature's time is not now by the bucket's clock: set this machine's clock",
    ExpiredToken: "the token is over or is not the key's: check COS_SESSION_TOKEN",
    UnavailableForLegalReasons: "the bucket is suspended: see arrears and notices in the Tencent Cloud console",
    other: "look the code up in COS's error codes (https://cloud.tencent.com/document/product/436/7730)",
  },
  networkAdvice: {
    name: "no such host: check COS_REGION and COS_BUCKET, or COS_HOST, and this machine's DNS",
    refused: "nothing listens there: check COS_HOST and its port",
    certificate:
      "there is no TLS that can be trusted for this host: bind its certificate to the custom domain in the COS console",
    timeout: "check the firewall and the proxy between this machine and the bucket",
    other: "check the network between this machine and the bucket",
  },
  missingAction: (action) =>
    `allow the credentials ${action} below UPLOAD_PREFIX: the policy is in docs/credentials.md`,
  stsAdvice: (code: StsAdviceCode | undefined) =>
    (code && stsAdvice(code)) ?? "see docs/credentials.md for what CREDENTIALS needs",
  domains: {
    title: "For the WeChat console (Development → Development settings → Server domain names):",
    request: "request",
    uploadFile: "uploadFile",
    signingServer: "https://<your signing server>",
    local: "The local COS has no domain for it: until you have a bucket, turn domain checks off in DevTools.",
  },
  allWell: "All is well.",
  wrongCount: (count) => (count === 1 ? "1 thing is wrong." : `${count} things are wrong.`),
};
