import { createHmac, hash } from "node:crypto";
import {
  bucketHost,
  deriveSigningKey,
  httpString,
  type NameValues,
  type SignedRequest,
  urlEncode,
} from "@wx-cos-upload/cos-signature";
import type { FindCredentials } from "../credentials.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { isSignaturePart, type PresentedSignature, presentedSignature } from "../signature/presented-signature.ts";
import { signedPart } from "../signature/verify-signature.ts";

/** What COS signs and, if it is one of the usual mistakes, what the client signed. */
export interface SignatureComparison {
  /** The HttpString that COS computes from the request. */
  readonly expected: string;
  /** The HttpString that the client signed. Undefined if none of the usual mistakes explains the signature. */
  readonly signed?: string;
  /** The mistake: `the path is percent-encoded`. */
  readonly mistake?: string;
}

/** The bucket whose signatures are compared. */
export interface SignatureScope {
  readonly name: string;
  readonly region: string;
  readonly findCredentials: FindCredentials;
}

/**
 * Explains a signature that does not match. A signature does not reveal what was signed, so this signs what a client with one or two of the
 * usual mistakes would have signed, until the signatures match. The result contains no security token.
 *
 * @returns undefined for a request without a readable signature of known credentials
 */
export function compareSignatures(scope: SignatureScope, request: CosRequest): SignatureComparison | undefined {
  const presented = readSignature(request);
  const credentials = presented && scope.findCredentials(presented.secretId);
  if (presented === undefined || credentials === undefined) return undefined;
  const key = deriveSigningKey(credentials.secretKey, presented.keyTime);
  const stringToSign = (text: string) => `sha1\n${presented.keyTime}\n${hash("sha1", text, "hex")}\n`;
  const matches = (text: string) => key.sign(stringToSign(text)) === presented.signature;

  const unsigned = { ...request, query: request.query.filter(([name]) => !isSignaturePart(name)) };
  const right: SignedRequest = {
    method: request.method,
    pathname: request.pathname,
    query: signedPart(presented.urlParamList, unsigned.query),
    headers: signedPart(presented.headerList, request.headers),
  };
  const { httpString: expected, urlParamList } = httpString(right);
  const result = (signed: string, mistake: string): SignatureComparison => ({
    expected: withoutToken(expected),
    signed: withoutToken(signed),
    mistake,
  });
  if (matches(expected)) {
    const isUnencoded = presented.urlParamList !== urlParamList && encodeList(presented.urlParamList) === urlParamList;
    return result(
      expected,
      isUnencoded
        ? "the names in q-url-param-list are not URL-encoded; as a part of a URL, the encoded list is encoded once more"
        : "the lists of the signature are not in the order that was signed",
    );
  }
  const binaryKey = createHmac("sha1", Buffer.from(key.signKey, "hex")).update(stringToSign(expected)).digest("hex");
  if (binaryKey === presented.signature) {
    return result(expected, "the sign key is used as bytes; COS uses its 40 hex characters as text");
  }
  for (const { text, mistake } of wrongStrings(right, expected, unsigned, scope)) {
    if (matches(text)) return result(text, mistake);
  }
  return { expected: withoutToken(expected) };
}

function encodeList(list: string): string {
  return list
    .split(";")
    .map((name) => urlEncode(name).toLowerCase())
    .join(";");
}

function readSignature(request: CosRequest): PresentedSignature | undefined {
  try {
    return presentedSignature(request);
  } catch {
    return undefined;
  }
}

interface Mistake<T> {
  readonly mistake: string;
  readonly make: (value: T) => T;
}

/** What clients with these mistakes sign, with one mistake about the request and one about the text at most. */
function* wrongStrings(
  right: SignedRequest,
  expected: string,
  request: CosRequest,
  scope: SignatureScope,
): Generator<{ text: string; mistake: string }> {
  const inRequest = requestMistakes(request, scope);
  const candidates: { signed: SignedRequest; mistakes: readonly string[] }[] = [
    { signed: right, mistakes: [] },
    ...inRequest.map(({ mistake, make }) => ({ signed: make(right), mistakes: [mistake] })),
    ...inRequest.flatMap((first, index) =>
      inRequest.slice(index + 1).map((second) => ({
        signed: second.make(first.make(right)),
        mistakes: [first.mistake, second.mistake],
      })),
    ),
  ];
  for (const { signed, mistakes } of candidates) {
    const text = httpString(signed).httpString;
    if (text !== expected) yield { text, mistake: mistakes.join("; ") };
    for (const { mistake, make } of textMistakes(signed)) {
      const wrong = make(text);
      if (wrong !== expected) yield { text: wrong, mistake: [...mistakes, mistake].join("; ") };
    }
  }
}

function requestMistakes(request: CosRequest, { name, region }: SignatureScope): readonly Mistake<SignedRequest>[] {
  const port = /:\d+$/.exec(request.host)?.[0] ?? "";
  const hosts = new Set([
    ...[request.host.replace(/:\d+$/, ""), bucketHost(name, region), `${name}.cos.${region}.tencentcos.cn`],
    ...["localhost", "127.0.0.1"].flatMap((loopback) => [loopback, `${loopback}${port}`]),
  ]);
  hosts.delete(request.host);
  return [
    changeRequest("the path is percent-encoded; COS signs it decoded", (signed) => ({
      ...signed,
      pathname: request.wirePath,
    })),
    changeRequest("the path begins with the bucket's name", (signed) => ({
      ...signed,
      pathname: `/${name}${signed.pathname}`,
    })),
    changeRequest("a raw + in the path is signed as a plus sign; COS reads a space", (signed) => ({
      ...signed,
      pathname: decodeURIComponent(request.wirePath),
    })),
    ...[...hosts].map((host) =>
      changeRequest(`the host is signed as ${host}`, (signed) => ({
        ...signed,
        headers: (signed.headers ?? []).map(([header, value]) => [header, header === "host" ? host : value]),
      })),
    ),
    ...["get", "put", "post", "head", "delete"]
      .filter((method) => method !== request.method.toLowerCase())
      .map((method) => changeRequest(`the method is signed as ${method}`, (signed) => ({ ...signed, method }))),
    changeRequest("no header is signed, although q-header-list names some", (signed) => ({ ...signed, headers: [] })),
    changeRequest("no parameter is signed, although q-url-param-list names some", (signed) => ({
      ...signed,
      query: [],
    })),
    changeRequest("every parameter is signed, although q-url-param-list does not name all", (signed) => ({
      ...signed,
      query: request.query,
    })),
  ];
}

function textMistakes({ method, headers = [], query = [] }: SignedRequest): readonly Mistake<string>[] {
  return [
    changeText("the method is in upper case", (text) => text.replace(/^\w+/, method.toUpperCase())),
    changeText("the path does not begin with /", (text) => text.replace("\n/", "\n")),
    changeText("the last line feed is missing", (text) => text.slice(0, -1)),
    changeText("there is one line feed too many at the end", (text) => `${text}\n`),
    changeText("values are not URL-encoded", (text) => replacePairs(text, query, headers, (value) => value)),
    changeText("percent-encoding is in lower case", (text) =>
      replacePairs(text, query, headers, (value) => urlEncode(value).replace(/%../g, (code) => code.toLowerCase())),
    ),
    changeText("the marks !'()* are not URL-encoded", (text) => replacePairs(text, query, headers, encodeURIComponent)),
    changeText("a space is encoded as +", (text) =>
      replacePairs(text, query, headers, (value) => urlEncode(value).replaceAll("%20", "+")),
    ),
  ];
}

function changeRequest(mistake: string, make: (signed: SignedRequest) => SignedRequest): Mistake<SignedRequest> {
  return { mistake, make };
}

function changeText(mistake: string, make: (text: string) => string): Mistake<string> {
  return { mistake, make };
}

/** Replaces the lines of parameters and headers, which are the last two. The path above them may contain line feeds. */
function replacePairs(
  text: string,
  query: NameValues,
  headers: NameValues,
  encodeValue: (value: string) => string,
): string {
  const head = text.split("\n").slice(0, -3);
  const line = (pairs: NameValues) =>
    pairs
      .map(([name, value]) => `${urlEncode(name).toLowerCase()}=${encodeValue(value)}`)
      .sort()
      .join("&");
  return [...head, line(query), line(headers), ""].join("\n");
}

/** A security token is a secret, and both strings contain the same. */
function withoutToken(text: string): string {
  return text.replace(/(x-cos-security-token=)[^&\n]*/g, "$1…");
}
