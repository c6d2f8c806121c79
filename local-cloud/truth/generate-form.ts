import { createHash } from "node:crypto";
import { authorize, type Credentials, signPostPolicy } from "@wx-cos-upload/cos-signature";
import { type GeneratorOptions, generateKeyTime, generateText, type WireHead } from "./generate-request.ts";
import type { Random } from "./random.ts";

/** A field of a form. Values are texts. */
export type FormField = readonly [name: string, value: string];

/** A form before it is written as multipart/form-data. */
export interface GeneratedForm {
  readonly host: string;
  readonly fields: readonly FormField[];
  /** The file's bytes as Latin-1. */
  readonly file: string;
  readonly filename: string;
  /** Fields after the file, which COS does not accept. */
  readonly after: readonly FormField[];
}

const BOUNDARY = "----truth7f3a9c";
const TYPES = ["image/jpeg", "image/png", "video/mp4", ""];
const ACLS = ["default", "private", "public-read", "", "secret"];
const STATUSES = ["200", "201", "204", "202", ""];
const REDIRECTS = ["https://example.com/done?a=b", "http://localhost/", "/done", "ftp://example.com/"];

/** Generates a signed form. Most are valid; some break their policy or are signed for another time, and some policies are malformed. */
export function generateForm(options: GeneratorOptions): GeneratedForm {
  const { random, host } = options;
  const filename = random.pick(["a.jpg", "照片 1.png", "a+b", "folder-a.jpg"]);
  const file = random.pick(["a photo", "", "--truth", "\r\n\r\n", "x".repeat(1 + random.below(300))]);
  const key = random.oneIn(4) ? `uploads/\${filename}` : generateText(random, 4).replace(/^\/+/, "a");
  const fields: FormField[] = [["key", key], ...someFields(random, file)];
  const signer = random.pick(options.credentials);
  const signed = random.oneIn(6) ? signedField(options, signer) : signedPolicy(options, signer, fields, file, filename);
  const token: FormField[] = signer.securityToken === undefined ? [] : [["x-cos-security-token", signer.securityToken]];
  return { host, filename, file, fields: [...fields, ...signed, ...token], after: [] };
}

function someFields(random: Random, file: string): FormField[] {
  const md5 = createHash("md5").update(file, "latin1").digest("base64");
  const candidates: FormField[] = [
    ["Content-Type", random.pick(TYPES)],
    ["x-cos-meta-a", `v${generateText(random, 3)}v`],
    ["Cache-Control", "max-age=60"],
    ["button", "upload"],
  ];
  const rare: FormField[] = [
    ["acl", random.pick(ACLS)],
    ["success_action_status", random.pick(STATUSES)],
    ["success_action_redirect", random.pick(REDIRECTS)],
    ["Content-MD5", random.oneIn(4) ? "1B2M2Y8AsgTpgAmY7PhCfg" : md5],
  ];
  return [...candidates.filter(() => random.oneIn(2)), ...rare.filter(() => random.oneIn(5))];
}

/** The field `Signature`: a complete Authorization without a policy, as cos-wx-sdk-v5 sends it. */
function signedField({ random, host, nowSeconds }: GeneratorOptions, credentials: Credentials): FormField[] {
  const { authorization } = authorize({
    credentials,
    keyTime: generateKeyTime(random, nowSeconds),
    method: "POST",
    pathname: "/",
    headers: random.oneIn(20) ? [] : [["host", host]],
  });
  return [["Signature", authorization]];
}

function signedPolicy(
  { random, bucket, nowSeconds }: GeneratorOptions,
  { secretId, secretKey }: Credentials,
  fields: readonly FormField[],
  file: string,
  filename: string,
): FormField[] {
  const keyTime = generateKeyTime(random, nowSeconds);
  const required = [{ "q-sign-algorithm": "sha1" }, { "q-ak": secretId }, { "q-sign-time": keyTime }];
  const conditions: unknown[] = [
    ...required.filter(() => !random.oneIn(60)),
    ...(random.oneIn(2) ? [{ bucket: random.oneIn(30) ? `${bucket}0` : bucket }] : []),
    ...fields.filter(() => random.oneIn(2)).map(([name, value]) => condition(random, name, value, filename)),
    ...(random.oneIn(3) ? [["content-length-range", ...range(random, file.length)]] : []),
  ];
  const policy = spoil(random, { expiration: expiration(random, nowSeconds), conditions });
  return [
    ["policy", Buffer.from(policy).toString("base64")],
    ["q-sign-algorithm", "sha1"],
    ["q-ak", random.oneIn(40) ? `${secretId}x` : secretId],
    ["q-key-time", keyTime],
    ["q-signature", signPostPolicy(policy, secretKey, keyTime).signature],
  ];
}

/** A condition on a field, which the field meets in most cases. */
function condition(random: Random, name: string, value: string, filename: string): unknown {
  const final = name === "key" ? value.replaceAll(`\${filename}`, filename) : value;
  const wanted = random.oneIn(25) ? `${final}x` : final;
  const variable = random.oneIn(40) ? name : `$${name}`;
  return random.pick<() => unknown>([
    () => ({ [name]: wanted }),
    () => ["eq", variable, wanted],
    () => ["starts-with", variable, wanted.slice(0, random.below(wanted.length + 1))],
    () => ({ [name]: wanted, ...(random.oneIn(8) && { "x-cos-meta-absent": "" }) }),
  ])();
}

function range(random: Random, bytes: number): readonly unknown[] {
  return random.pick<readonly unknown[]>([
    [0, bytes],
    [bytes, bytes],
    [0, 1000],
    [bytes, 5 * 1024 ** 3],
    [bytes + 1, 1000],
    [0, Math.max(0, bytes - 1)],
    [1000, 0],
    ["0", "1000"],
    [0],
    [0, 1000, 1],
  ]);
}

function expiration(random: Random, nowSeconds: number): unknown {
  const iso = (seconds: number) => new Date((nowSeconds + seconds) * 1000).toISOString();
  return random.oneIn(6)
    ? random.pick<unknown>([
        iso(600).replace(".000", ""),
        iso(0),
        iso(-1),
        iso(600).replace("Z", "+00:00"),
        iso(600).replace("T", " "),
        "2023-13-14T22:15:00Z",
        nowSeconds + 600,
      ])
    : iso(600);
}

/** The policy's JSON, which is malformed in some cases. */
function spoil(
  random: Random,
  policy: { readonly expiration: unknown; readonly conditions: readonly unknown[] },
): string {
  const json = JSON.stringify(policy);
  if (!random.oneIn(25)) return json;
  return random.pick([
    json.slice(0, -1),
    `${json},`,
    `[${json}]`,
    json.replace(/\]\}$/, ",]}"),
    json.replace("[", "[NaN,"),
    JSON.stringify({ expiration: policy.expiration }),
    JSON.stringify({ ...policy, conditions: [] }),
    JSON.stringify({ ...policy, conditions: [...policy.conditions, {}] }),
    JSON.stringify({ ...policy, conditions: [...policy.conditions, ["ends-with", "$key", ""]] }),
    `${json}\n`,
  ]);
}

/** Writes a form as `POST /`. */
export function writeForm({ host, fields, file, filename, after }: GeneratedForm): WireHead {
  const latin1 = (text: string) => Buffer.from(text).toString("latin1");
  const part = ([name, value]: FormField) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${latin1(value)}\r\n`;
  const filePart = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${latin1(filename)}"\r\nContent-Type: image/jpeg\r\n\r\n${file}\r\n`;
  const body = `${fields.map(part).join("")}${filePart}${after.map(part).join("")}--${BOUNDARY}--\r\n`;
  return {
    method: "POST",
    target: "/",
    headers: [
      ["Host", host],
      ["Content-Type", `multipart/form-data; boundary=${BOUNDARY}`],
      ["Content-Length", String(body.length)],
    ],
    body,
  };
}
