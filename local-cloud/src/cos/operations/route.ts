import { CosError } from "../errors.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { rejectOtherSignature } from "../signature/other-signature.ts";
import { isSignaturePart, presentedSignature } from "../signature/presented-signature.ts";
import { authenticate } from "./authenticate.ts";
import type { Operation } from "./operation.ts";
import { ROUTES, type Route } from "./route-table.ts";

const SECURITY_TOKEN = "x-cos-security-token";
/** Headers that every operation has. Tencent's SDKs send the second one when they retry; it changes nothing. */
const COMMON_HEADERS = [SECURITY_TOKEN, "x-cos-sdk-retry"];
/** Headers that change an operation and that an operation therefore has to list. Others, such as User-Agent, are free. */
const LISTED_HEADER = /^(?:x-cos-|x-ci-|x-amz-|pic-operations$)/;
/** HTTP's conditions, and partial uploads. No operation of COS that writes has them, and ignoring them would destroy what they protect. */
const CONDITION = /^(?:if-|content-range$)/;
const READS = ["GET", "HEAD"];

/**
 * Finds the operation for a request's method, path, query and headers.
 *
 * @throws {CosError} NotImplemented if the request has a parameter that its operation does not list, because a response that ignores it
 *   would be wrong, and for signatures of S3 and of the JSON API; MethodNotAllowed for a method that COS does not have
 */
export function route(request: CosRequest): Operation {
  rejectOtherSignature(request);
  const found = selectRoute(request);
  if (found === undefined) throw withoutRoute(request);
  const parameter = parametersOf(request).find((name) => !matches(name, [found.subResource, ...found.parameters]));
  if (parameter !== undefined) throw notModelled(`?${parameter} of ${found.name}`);
  const header = listedHeadersOf(request).find((name) => !matches(name, [found.selectingHeader, ...found.headers]));
  return header === undefined ? found.operation : rejectHeader(found, header);
}

/** The route with the most selectors among those whose selectors the request has. */
export function selectRoute(request: CosRequest): Route | undefined {
  const target = request.key === "" ? "bucket" : "object";
  const parameters = parametersOf(request);
  const headers = listedHeadersOf(request);
  return ROUTES.filter(
    ({ method, target: own, subResource, selectingHeader }) =>
      method === request.method &&
      own === target &&
      (subResource === undefined || parameters.some((name) => matches(name, [subResource]))) &&
      (selectingHeader === undefined || headers.includes(selectingHeader)),
  )
    .sort((a, b) => selectorCount(b) - selectorCount(a))
    .at(0);
}

function selectorCount({ subResource, selectingHeader }: Route): number {
  return Number(subResource !== undefined) + Number(selectingHeader !== undefined);
}

/** The names of the query parameters that an operation has to list. */
function parametersOf({ method, key, query }: CosRequest): readonly string[] {
  // cos-go-sdk-v5 downloads the ranges of an object with an empty versionId. It names no version.
  const isGetOfObject = method === "GET" && key !== "";
  return query
    .filter(([name, value]) => !(isGetOfObject && name === "versionId" && value === ""))
    .map(([name]) => name)
    .filter((name) => !isSignaturePart(name) && name !== SECURITY_TOKEN);
}

function listedHeadersOf({ method, headers }: CosRequest): readonly string[] {
  const isListed = (name: string) => LISTED_HEADER.test(name) || (!READS.includes(method) && CONDITION.test(name));
  return headers.map(([name]) => name).filter((name) => isListed(name) && !COMMON_HEADERS.includes(name));
}

/** Whether a name is in a list. `*` at the end of a listed name matches any text. */
function matches(name: string, listed: readonly (string | undefined)[]): boolean {
  return listed.some((own) => (own?.endsWith("*") ? name.startsWith(own.slice(0, -1)) : name === own));
}

/** Rejects a header after the signature and the policies: a policy that denies the request explains more than NotImplemented. */
function rejectHeader({ name, action }: Route, header: string): Operation {
  return async (bucket, request) => {
    if (presentedSignature(request) !== undefined) authenticate(bucket, request, action);
    throw notModelled(`the header ${header} of ${name}`);
  };
}

const METHODS: readonly string[] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/** The error for a request that fits no route: of COS's operations, those on a bucket and those with a parameter are not modelled. */
function withoutRoute(request: CosRequest): CosError {
  const { method, key } = request;
  const [parameter] = parametersOf(request);
  if (METHODS.includes(method)) {
    if (parameter !== undefined) return notModelled(`${method} with ?${parameter}`);
    if (key === "") return notModelled(`${method} Bucket`);
  }
  const target = key === "" ? "bucket" : "object";
  const allowed = ROUTES.filter((own) => own.target === target && own.subResource === undefined);
  const methods = new Set([...allowed.map((own) => own.method), "OPTIONS"]);
  return new CosError("MethodNotAllowed", undefined, { headers: { Allow: [...methods].join(", ") } });
}

function notModelled(what: string): CosError {
  return new CosError("NotImplemented", `The local bucket does not model ${what}.`);
}
