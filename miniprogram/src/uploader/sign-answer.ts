import type { PostPolicyAnswer, Problem, PutSignAnswer } from "@wx-cos-upload/shared";

type PutFields = "uploadUrl" | "objectUrl" | "cosKey" | "contentType" | "expiresInSeconds" | "headers";
type FormFields = Exclude<PutFields, "headers"> | "formData";

/** The fields of the signing server's answers that an upload needs. */
export type PutSignature = Pick<PutSignAnswer, PutFields>;
export type FormSignature = Pick<PostPolicyAnswer, FormFields>;

/** The answer of `GET /put-sign`, or undefined if it is anything else. */
export function readPutSignAnswer(body: string): PutSignature | undefined {
  const answer = parseObject(body);
  const signature = readSignature(answer);
  const headers = readTexts(answer["headers"]);
  return signature && headers && { ...signature, headers };
}

/** The answer of `GET /post-policy`, or undefined if it is anything else. */
export function readPostPolicyAnswer(body: string): FormSignature | undefined {
  const answer = parseObject(body);
  const signature = readSignature(answer);
  const formData = readTexts(answer["formData"]);
  return signature && formData && { ...signature, formData };
}

/** The fields of a failure's `application/problem+json` that are there. */
export function readProblem(body: string): Partial<Pick<Problem, "code" | "detail" | "requestId">> {
  const { code, detail, requestId } = parseObject(body);
  return {
    ...(typeof code === "string" && { code }),
    ...(typeof detail === "string" && { detail }),
    ...(typeof requestId === "string" && { requestId }),
  };
}

function readSignature(answer: Readonly<Record<string, unknown>>): Omit<PutSignature, "headers"> | undefined {
  const { uploadUrl, objectUrl, cosKey, contentType, expiresInSeconds } = answer;
  if (!isHttpUrl(uploadUrl) || !isHttpUrl(objectUrl)) return undefined;
  if (typeof cosKey !== "string" || typeof contentType !== "string") return undefined;
  if (typeof expiresInSeconds !== "number" || !(expiresInSeconds > 0)) return undefined;
  return { uploadUrl, objectUrl, cosKey, contentType, expiresInSeconds };
}

function readTexts(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") return undefined;
    texts[name] = text;
  }
  return texts;
}

/** Whether it is an absolute http(s) URL with a host. Mini programs have no `URL`. */
export function isHttpUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/[^\s/?#]+/i.test(value);
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
