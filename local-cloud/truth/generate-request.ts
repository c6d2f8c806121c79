import { authorize, type Credentials, type NameValues, urlEncode, urlEncodePath } from "@wx-cos-upload/cos-signature";
import type { Random } from "./random.ts";

/** A request as it goes over the wire. */
export interface WireHead {
  readonly method: string;
  readonly target: string;
  /** Values are the bytes of the wire as Latin-1. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The bytes as Latin-1. @default no body */
  readonly body?: string;
}

/** What requests are signed for. */
export interface GeneratorOptions {
  readonly random: Random;
  readonly host: string;
  /** `name-appid`. */
  readonly bucket: string;
  readonly credentials: readonly Credentials[];
  readonly nowSeconds: number;
}

const PIECES = [
  "a",
  "photo.jpg",
  "腾讯云",
  " ",
  "+",
  "%",
  "%41",
  "'",
  "(1)",
  "*!",
  "~",
  "&=",
  "é",
  "😀",
  "/",
  ";",
  ":",
  "#",
  "?",
  "Z-_.",
];
const HEADERS = ["Content-Type", "Cache-Control", "Content-Disposition", "x-cos-meta-a", "x-cos-meta-name"];
const OBJECT_PARAMETERS = ["response-content-type", "response-cache-control", "response-content-disposition"];
const BUCKET_PARAMETERS = ["prefix", "marker"];

/** Generates a signed request. Most are valid; some are signed for another time or with an unknown key. */
export function generateRequest({ random, host, credentials, nowSeconds }: GeneratorOptions): WireHead {
  const key = random.oneIn(8) ? "" : generateText(random, 4).replace(/^\/+/, "a");
  const method = random.pick(key === "" ? ["GET", "GET", "GET", "HEAD"] : ["GET", "HEAD", "PUT", "DELETE"]);
  const signer = random.pick(credentials);
  const isKnown = !random.oneIn(30);
  const keyTime = generateKeyTime(random, nowSeconds);
  const token: NameValues = signer.securityToken === undefined ? [] : [["x-cos-security-token", signer.securityToken]];
  const [headerToken, queryToken] = random.oneIn(2) ? [token, []] : [[], token];
  const query = [...some(random, parametersOf(method, key)), ...queryToken];
  const headers: NameValues = [
    ["Host", host],
    ...(method === "PUT" ? [["Content-Length", "0"] as const, ...some(random, HEADERS)] : []),
    ...headerToken,
  ];
  const { authorization } = authorize({
    credentials: isKnown ? signer : { ...signer, secretId: `${signer.secretId}x` },
    keyTime,
    method,
    pathname: `/${key}`,
    query: query.filter(() => !random.oneIn(4)),
    headers: headers.filter(([name]) => (name === "Host" ? !random.oneIn(50) : !random.oneIn(3))),
  });
  return present(random, { method, key, query, headers, authorization });
}

function parametersOf(method: string, key: string): readonly string[] {
  if (method === "GET") return key === "" ? BUCKET_PARAMETERS : OBJECT_PARAMETERS;
  return method === "HEAD" && key !== "" ? OBJECT_PARAMETERS : [];
}

/** Writes a request with its signature in the header, in the query, or in the query as one parameter `sign`. */
function present(
  random: Random,
  parts: { method: string; key: string; query: NameValues; headers: NameValues; authorization: string },
): WireHead {
  const pairs = parts.query.map(([name, value]) => `${urlEncode(name)}=${urlEncode(value)}`);
  const place = random.pick(["header", "header", "header", "query", "query", "sign"]);
  if (place === "sign") pairs.push(`sign=${urlEncode(parts.authorization)}`);
  if (place === "query") {
    for (const pair of parts.authorization.split("&")) {
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      pairs.push(`${name}=${urlEncode(value)}`);
    }
  }
  const headers = [...parts.headers, ...(place === "header" ? [["Authorization", parts.authorization] as const] : [])];
  return {
    method: parts.method,
    target: `/${urlEncodePath(parts.key)}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`,
    headers: headers.map(([name, value]) => [name, Buffer.from(value).toString("latin1")]),
  };
}

/** A text of pieces that are awkward to encode. */
export function generateText(random: Random, maxPieces: number): string {
  const count = 1 + random.below(maxPieces);
  return Array.from({ length: count }, () => random.pick(PIECES)).join("");
}

/** Some of the names, each with a value. A value has no white space at its ends, which HTTP would remove. */
function some(random: Random, names: readonly string[]): NameValues {
  return names
    .filter(() => random.oneIn(2))
    .map((name) => [name, `v${generateText(random, 3)}v`.replaceAll("/", "-")] as const);
}

/** A key time that is valid in most cases. */
export function generateKeyTime(random: Random, nowSeconds: number): string {
  const [start, end] = random.pick([
    ...Array.from({ length: 12 }, () => [-60, 900] as const),
    [0, 1],
    [-1, 0],
    [-900, -1],
    [1, 900],
    [0, 0],
    [60, -60],
  ]);
  return `${nowSeconds + start};${nowSeconds + end}`;
}
