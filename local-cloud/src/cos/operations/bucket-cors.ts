import { type CorsRule, checkCorsRules } from "../cors/cors-rules.ts";
import { CosError } from "../errors.ts";
import { checkRepeats, firstValue } from "../request/cos-request.ts";
import {
  childrenNamed,
  childText,
  malformed,
  readXmlBody,
  rejectOtherChildren,
  type XmlElement,
} from "../request/xml-body.ts";
import { element, XML_DECLARATION } from "../response/xml.ts";
import { authenticate } from "./authenticate.ts";
import type { Operation } from "./operation.ts";

const MAX_CORS_BYTES = 64 * 1024;

/** PUT Bucket cors (436/8279). The rules replace those of CORS_ORIGINS. */
export const putBucketCors: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "PutBucketCORS");
  checkRepeats(request);
  if (!firstValue(request.headers, "content-md5")) {
    throw new CosError("InvalidRequest", "PUT Bucket cors needs the header Content-MD5.");
  }
  const document = await readXmlBody(request, body, { root: "CORSConfiguration", maxBytes: MAX_CORS_BYTES });
  await bucket.cors.replace(checkCorsRules(parseRules(document)));
  return { status: 200, headers: {} };
};

/** GET Bucket cors (436/8274). */
export const getBucketCors: Operation = async (bucket, request) => {
  authenticate(bucket, request, "GetBucketCORS");
  const rules = bucket.cors.rules();
  if (rules === undefined) throw new CosError("NoSuchCORSConfiguration");
  return {
    status: 200,
    headers: { "Content-Type": "application/xml" },
    body: XML_DECLARATION + element("CORSConfiguration", rules.map(renderRule)),
  };
};

/** DELETE Bucket cors (436/8283). The rules of CORS_ORIGINS apply again. */
export const deleteBucketCors: Operation = async (bucket, request) => {
  authenticate(bucket, request, "DeleteBucketCORS");
  await bucket.cors.replace(undefined);
  return { status: 204, headers: {} };
};

const RULE_ELEMENTS = ["ID", "AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds"];

function parseRules(document: XmlElement): readonly CorsRule[] {
  rejectOtherChildren(document, ["CORSRule"]);
  return document.children.map((rule) => {
    rejectOtherChildren(rule, RULE_ELEMENTS);
    const id = childText(rule, "ID");
    const maxAge = childText(rule, "MaxAgeSeconds");
    if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw malformed("MaxAgeSeconds must be a whole number.");
    const texts = (name: string) => childrenNamed(rule, name).map(({ text }) => text);
    return {
      ...(id !== undefined && { id }),
      origins: texts("AllowedOrigin"),
      methods: texts("AllowedMethod"),
      headers: texts("AllowedHeader"),
      exposedHeaders: texts("ExposeHeader"),
      ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
    };
  });
}

function renderRule({ id, origins, methods, headers, exposedHeaders, maxAgeSeconds }: CorsRule): string {
  return element("CORSRule", [
    ...(id === undefined ? [] : [element("ID", id)]),
    ...origins.map((text) => element("AllowedOrigin", text)),
    ...methods.map((text) => element("AllowedMethod", text)),
    ...headers.map((text) => element("AllowedHeader", text)),
    ...(maxAgeSeconds === undefined ? [] : [element("MaxAgeSeconds", String(maxAgeSeconds))]),
    ...exposedHeaders.map((text) => element("ExposeHeader", text)),
  ]);
}
