import { isPermitted, parseCamPolicy } from "../../src/cam/index.ts";

const RESOURCE = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/uploads/*";
const ALLOW = { effect: "allow", action: ["name/cos:PutObject"], resource: [RESOURCE] };

const policyOf = (...statement: object[]) => parseCamPolicy(JSON.stringify({ version: "2.0", statement }));

interface Request {
  readonly action?: string;
  readonly key?: string;
  readonly values?: Record<string, string>;
}

function isAllowed(
  statements: readonly object[],
  { action = "PutObject", key = "uploads/a.jpg", values = {} }: Request,
) {
  return isPermitted([policyOf(...statements)], {
    action: `name/cos:${action}`,
    resource: `qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/${key}`,
    values: new Map(Object.entries(values)),
  });
}

const when = (condition: object) => [{ ...ALLOW, condition }];
const type = (value: string) => ({ values: { "cos:content-type": value } });
const length = (value: string) => ({ values: { "cos:content-length": value } });
const acl = (value: string) => ({ values: { "cos:x-cos-acl": value } });
const denyGrant = { ...ALLOW, effect: "deny", condition: { string_like: { "cos:x-cos-grant-read": "*" } } };

describe("isPermitted", () => {
  test.each<[name: string, statements: object[], request: Request, passes: boolean]>([
    ["allowed", [ALLOW], {}, true],
    ["another action", [ALLOW], { action: "GetObject" }, false],
    ["a form upload under PutObject only", [ALLOW], { action: "PostObject" }, false],
    ["another folder", [ALLOW], { key: "private/a.jpg" }, false],
    ["the folder's name without a slash", [ALLOW], { key: "uploads" }, false],
    ["a folder with the same beginning", [ALLOW], { key: "uploads2/a.jpg" }, false],
    ["the short form of an action", [{ ...ALLOW, action: "cos:PutObject" }], {}, true],
    ["an action's wildcard", [{ ...ALLOW, action: "name/cos:Put*" }], {}, true],
    ["every action", [{ ...ALLOW, action: "name/cos:*" }], { action: "DeleteObject" }, true],
    ["everything", [{ effect: "allow", action: "*", resource: "*" }], { action: "GetBucket", key: "" }, true],
    [
      "the older form of a resource",
      [{ ...ALLOW, resource: "qcs::cos:ap-guangzhou:uid/1250000000:prefix//1250000000/examplebucket/uploads/*" }],
      {},
      true,
    ],
    ["another region", [{ ...ALLOW, resource: RESOURCE.replace("guangzhou", "beijing") }], {}, false],
    ["an allow before a deny", [ALLOW, { ...ALLOW, effect: "deny" }], {}, false],
    ["a deny before an allow", [{ ...ALLOW, effect: "deny" }, ALLOW], {}, false],
    [
      "a deny for another folder without any allow",
      [{ ...ALLOW, effect: "deny", resource: [RESOURCE.replace("uploads", "other")] }],
      {},
      false,
    ],
    ["a deny whose condition is not met", [ALLOW, denyGrant], {}, true],
    ["a deny whose condition is met", [ALLOW, denyGrant], { values: { "cos:x-cos-grant-read": 'id="1"' } }, false],
    [
      "a deny whose condition an empty header meets",
      [ALLOW, denyGrant],
      { values: { "cos:x-cos-grant-read": "" } },
      false,
    ],
    ["string_equal", when({ string_equal: { "cos:content-type": "image/png" } }), type("image/png"), true],
    [
      "string_equal in another case",
      when({ string_equal: { "cos:content-type": "image/png" } }),
      type("image/PNG"),
      false,
    ],
    [
      "string_equal with several values",
      when({ string_equal: { "cos:content-type": ["a/b", "image/png"] } }),
      type("image/png"),
      true,
    ],
    ["string_equal without the header", when({ string_equal: { "cos:content-type": "image/png" } }), {}, false],
    [
      "string_equal_if_exist without the header",
      when({ string_equal_if_exist: { "cos:x-cos-acl": "private" } }),
      {},
      true,
    ],
    [
      "string_equal_if_exist with another value",
      when({ string_equal_if_exist: { "cos:x-cos-acl": "private" } }),
      acl("public-read"),
      false,
    ],
    [
      "string_not_equal",
      when({ string_not_equal: { "cos:x-cos-acl": ["public-read", "default"] } }),
      acl("private"),
      true,
    ],
    [
      "string_not_equal for a listed value",
      when({ string_not_equal: { "cos:x-cos-acl": ["public-read", "default"] } }),
      acl("default"),
      false,
    ],
    ["string_not_equal without the header", when({ string_not_equal: { "cos:x-cos-acl": "public-read" } }), {}, false],
    [
      "string_like with a wildcard at the end",
      when({ string_like: { "cos:content-type": "image/*" } }),
      type("image/png"),
      true,
    ],
    [
      "string_like for another value",
      when({ string_like: { "cos:content-type": "image/*" } }),
      type("video/mp4"),
      false,
    ],
    [
      "string_equal with a wildcard, which it does not expand",
      when({ string_equal: { "cos:content-type": "image/*" } }),
      type("image/png"),
      false,
    ],
    [
      "numeric_less_than_equal at the limit",
      when({ numeric_less_than_equal: { "cos:content-length": 10 } }),
      length("10"),
      true,
    ],
    [
      "numeric_less_than_equal above the limit",
      when({ numeric_less_than_equal: { "cos:content-length": "10" } }),
      length("11"),
      false,
    ],
    [
      "numeric_less_than_equal for 9 and 10, compared as numbers",
      when({ numeric_less_than_equal: { "cos:content-length": 10 } }),
      length("9"),
      true,
    ],
    [
      "numeric_less_than_equal without a length",
      when({ numeric_less_than_equal: { "cos:content-length": 10 } }),
      {},
      false,
    ],
    [
      "numeric_less_than_equal for a length that is not a number",
      when({ numeric_less_than_equal: { "cos:content-length": 10 } }),
      length("-"),
      false,
    ],
    ["numeric_less_than at the limit", when({ numeric_less_than: { "cos:content-length": 10 } }), length("10"), false],
    ["numeric_greater_than", when({ numeric_greater_than: { "cos:content-length": 0 } }), length("1"), true],
    [
      "numeric_greater_than_equal",
      when({ numeric_greater_than_equal: { "cos:content-length": 1 } }),
      length("0"),
      false,
    ],
    ["numeric_equal", when({ numeric_equal: { "cos:content-length": [1, 2] } }), length("2"), true],
    ["numeric_not_equal", when({ numeric_not_equal: { "cos:content-length": 0 } }), length("0"), false],
    [
      "two keys of which only one is met",
      when({ string_equal: { "cos:content-type": "a/b", "cos:x-cos-acl": "private" } }),
      { values: { "cos:content-type": "a/b" } },
      false,
    ],
    [
      "two operators that are both met",
      when({ string_equal: { "cos:content-type": "a/b" }, numeric_equal: { "cos:content-length": 1 } }),
      { values: { "cos:content-type": "a/b", "cos:content-length": "1" } },
      true,
    ],
  ])("decides about %s", (_name, statements, request, passes) => {
    expect(isAllowed(statements, request)).toBe(passes);
  });

  test("requires every policy to allow a request, so that none widens another", () => {
    const wide = policyOf({ effect: "allow", action: "*", resource: "*" });
    const narrow = policyOf(ALLOW);
    const request = (key: string) => ({
      action: "name/cos:PutObject",
      resource: RESOURCE.replace("uploads/*", key),
      values: new Map(),
    });
    expect(isPermitted([wide, narrow], request("uploads/a"))).toBe(true);
    expect(isPermitted([narrow, wide], request("other/a"))).toBe(false);
  });

  test("allows everything without a policy", () => {
    expect(isPermitted([], { action: "name/cos:PutObject", resource: "*", values: new Map() })).toBe(true);
  });
});

describe("parseCamPolicy", () => {
  const policy = (changes: object) => JSON.stringify({ version: "2.0", statement: [ALLOW], ...changes });
  const statement = (changes: object) => policy({ statement: [{ ...ALLOW, ...changes }] });

  test("accepts a single statement, action and resource without a list", () => {
    expect(() =>
      parseCamPolicy(policy({ statement: { ...ALLOW, action: "name/cos:PutObject", resource: RESOURCE } })),
    ).not.toThrow();
  });

  test.each<[name: string, text: string, code: string]>([
    ["invalid JSON", "{", "StrategyFormatError"],
    ["a list", "[]", "StrategyFormatError"],
    ["another version", policy({ version: "1.0" }), "StrategyFormatError"],
    ["no statement", policy({ statement: [] }), "StrategyFormatError"],
    ["a principal", policy({ principal: { qcs: "*" } }), "StrategyInvalid"],
    ["a principal in a statement", statement({ principal: { qcs: "*" } }), "StrategyInvalid"],
    ["an unknown element", statement({ notAction: [] }), "StrategyFormatError"],
    ["a capital effect", statement({ effect: "Allow" }), "StrategyFormatError"],
    ["no action", statement({ action: [] }), "StrategyFormatError"],
    ["an action of S3", statement({ action: "s3:PutObject" }), "StrategyInvalid"],
    ["a malformed action", statement({ action: "putObject" }), "StrategyInvalid"],
    ["a number as an action", statement({ action: [1] }), "StrategyFormatError"],
    ["a malformed resource", statement({ resource: "examplebucket/*" }), "ResouceError"],
    ["a condition that is not an object", statement({ condition: "x" }), "StrategyFormatError"],
    ["an operator without keys", statement({ condition: { string_equal: {} } }), "StrategyFormatError"],
    [
      "an unknown operator",
      statement({ condition: { string_equals: { "cos:content-type": "a" } } }),
      "StrategyInvalid",
    ],
    [
      "an operator for another type",
      statement({ condition: { string_equal: { "cos:content-length": "1" } } }),
      "StrategyInvalid",
    ],
    [
      "a condition on an address, which is not modelled",
      statement({ condition: { ip_equal: { "qcs:ip": "10.0.0.0/8" } } }),
      "StrategyInvalid",
    ],
    [
      "the outdated spelling of a key",
      statement({ condition: { numeric_equal: { "cos:content_length": 1 } } }),
      "StrategyInvalid",
    ],
    [
      "a wildcard in the middle",
      statement({ condition: { string_like: { "cos:content-type": "a*b" } } }),
      "StrategyInvalid",
    ],
    [
      "a value that is an object",
      statement({ condition: { string_equal: { "cos:content-type": {} } } }),
      "StrategyFormatError",
    ],
    [
      "a value that is an empty list",
      statement({ condition: { string_equal: { "cos:content-type": [] } } }),
      "StrategyFormatError",
    ],
  ])("rejects %s", (_name, text, code) => {
    expect(() => parseCamPolicy(text)).toThrow(expect.objectContaining({ name: "CamPolicyError", code }));
  });
});
