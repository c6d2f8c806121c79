import { z } from "zod";
import type { OpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { createDocumentChecker, type WireResponse } from "../support/document-checker.ts";
import { type Conversation, converse } from "./exchanges.ts";
import { converseAboutObjects } from "./object-exchanges.ts";

let conversations: readonly Conversation[];
beforeAll(async () => {
  conversations = [...(await converse()), ...(await converseAboutObjects())];
}, 120_000);

describe("the running server", () => {
  test("every response and error conforms to the document of its server", () => {
    const disagreements = conversations.flatMap(({ document, exchanges }) => {
      const { check } = createDocumentChecker(document);
      return exchanges.flatMap(({ what, method, path, answer }) =>
        check(method, path, answer).map((reason) => `${method} ${path}, ${what}: ${reason}`),
      );
    });
    expect(disagreements).toEqual([]);
  });

  test("the tests cover every route and every documented status and code", () => {
    const documented = new Set(conversations.flatMap(({ document }) => outcomesOf(document)));
    const met = new Set(
      conversations.flatMap(({ exchanges }) =>
        exchanges.map(({ method, path, answer }) => `${method} ${path}: ${answer.status} ${codeOf(answer)}`),
      ),
    );
    expect([...documented].filter((outcome) => !met.has(outcome))).toEqual([]);
    expect(documented.size).toBeGreaterThan(90);
  });
});

/** A checker that agrees with everything would pass the above. */
describe("a wrong response", () => {
  let good: WireResponse;
  let refused: WireResponse;
  let document: OpenApiDocument;
  beforeAll(() => {
    const answered = (status: number) =>
      conversations
        .flatMap(({ exchanges }) => exchanges)
        .find(({ path, answer }) => path === "/put-sign" && answer.status === status);
    const [ok, no] = [answered(200), answered(429)];
    if (ok === undefined || no === undefined || conversations[0] === undefined)
      throw new Error("no response was recorded");
    good = ok.answer;
    refused = no.answer;
    document = conversations[0].document;
  });

  const without = (record: object, name: string) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
  const body = (answer: WireResponse) => z.looseObject({}).parse(answer.body);

  test.each<[what: string, alter: () => WireResponse, reason: string]>([
    ["a status", () => ({ ...good, status: 201 }), "201 is not documented"],
    [
      "a type",
      () => ({ ...good, headers: { ...good.headers, "content-type": "text/html" } }),
      '200 as "text/html" is not',
    ],
    ["a field too many", () => ({ ...good, body: { ...body(good), secretKey: "x" } }), "must NOT have additional"],
    ["a field too few", () => ({ ...good, body: without(body(good), "uploadUrl") }), "must have required property"],
    ["a field of another type", () => ({ ...good, body: { ...body(good), maxBytes: "1" } }), "must be integer"],
    [
      "a code of another route",
      () => ({ ...refused, body: { ...body(refused), code: "not_ready" } }),
      "must be equal to one of",
    ],
    [
      "a status that is not the body's",
      () => ({ ...refused, body: { ...body(refused), status: 400 } }),
      "must be equal to constant",
    ],
    [
      "no request id",
      () => ({ ...good, headers: without(good.headers, "x-request-id") }),
      "header X-Request-Id is missing",
    ],
    [
      "no Retry-After",
      () => ({ ...refused, headers: without(refused.headers, "retry-after") }),
      "header Retry-After is missing",
    ],
    [
      "a Retry-After of soon",
      () => ({ ...refused, headers: { ...refused.headers, "retry-after": "soon" } }),
      'header Retry-After is "soon"',
    ],
    [
      "a header nobody documented",
      () => ({ ...good, headers: { ...good.headers, "x-secret": "1" } }),
      "header x-secret is not documented",
    ],
  ])("%s – is seen", (_, alter, reason) => {
    const { check } = createDocumentChecker(document);
    expect(check("get", "/put-sign", good)).toEqual([]);
    expect(check("get", "/put-sign", alter()).join()).toContain(reason);
  });
});

const withCode = z.object({ code: z.string() });

function codeOf({ body }: WireResponse): string {
  return withCode.safeParse(body).data?.code ?? "-";
}

const withResponses = z.object({
  responses: z.record(
    z.string(),
    z.object({
      // 204 has none.
      content: z
        .record(z.string(), z.object({ examples: z.record(z.string(), z.unknown()).optional() }))
        .default({ none: {} }),
    }),
  ),
});

/** `get /put-sign: 429 file_limit_reached`, for all that is documented. */
function outcomesOf({ paths }: OpenApiDocument): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      Object.entries(withResponses.parse(operation).responses).flatMap(([status, { content }]) => {
        const codes = Object.values(content).flatMap(({ examples }) => Object.keys(examples ?? { "-": "no problem" }));
        return codes.map((code) => `${method} ${path}: ${status} ${code}`);
      }),
    ),
  );
}
