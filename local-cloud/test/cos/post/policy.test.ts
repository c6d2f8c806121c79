import { checkPolicy } from "../../../src/cos/post/check-policy.ts";
import { parsePolicy } from "../../../src/cos/post/policy.ts";
import { EXPIRATION, policyText, REQUIRED_CONDITIONS } from "../support/post-form.ts";
import { KEY_TIME } from "../support/signed-request.ts";

const BUCKET = "examplebucket-1250000000";
const NOW_MS = 1_700_000_100_000;

const FIELDS: Record<string, string> = {
  key: "folder/photo.jpg",
  "Content-Type": "image/jpeg",
  acl: "default",
  success_action_status: "200",
  "x-cos-meta-name": "abc",
  "x-cos-storage-class": "STANDARD",
  "q-sign-algorithm": "sha1",
  "q-ak": "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
  "q-key-time": KEY_TIME,
};

function check(conditions: unknown[], fields: Record<string, string> = {}): void {
  const policy = parsePolicy(policyText(conditions));
  checkPolicy({ policy, fields: new Map(Object.entries({ ...FIELDS, ...fields })), bucket: BUCKET, nowMs: NOW_MS });
}

const MET: [what: string, condition: unknown][] = [
  ["an exact key", { key: "folder/photo.jpg" }],
  ["an exact key as a triple", ["eq", "$key", "folder/photo.jpg"]],
  ["the beginning of a key", ["starts-with", "$key", "folder/"]],
  ["any key", ["starts-with", "$key", ""]],
  ["the beginning of a type", ["starts-with", "$Content-Type", "image/"]],
  ["an exact acl", { acl: "default" }],
  ["an exact status", { success_action_status: "200" }],
  ["the beginning of metadata", ["starts-with", "$x-cos-meta-name", "a"]],
  ["an exact storage class", ["eq", "$x-cos-storage-class", "STANDARD"]],
  ["several conditions in one object", { key: "folder/photo.jpg", acl: "default" }],
  ["a range", ["content-length-range", 0, 1]],
];

test.each(MET)("accepts a form under a policy with %s", (_what, condition) => {
  expect(() => check([condition])).not.toThrow();
});

const UNMET: [what: string, condition: unknown, name: string, value: string][] = [
  ["another key", { key: "folder/other.jpg" }, "key", "folder/other.jpg"],
  ["another beginning", ["starts-with", "$key", "other/"], "key", "other/"],
  ["image/*, which is not a pattern", ["starts-with", "$Content-Type", "image/*"], "Content-Type", "image/*"],
  ["another case", { acl: "Default" }, "acl", "Default"],
  ["another bucket", { bucket: "other-1250000000" }, "bucket", "other-1250000000"],
  ["another access key id", { "q-ak": "AKIDother" }, "q-ak", "AKIDother"],
  ["another key time", { "q-sign-time": "1;2" }, "q-sign-time", "1;2"],
  ["a missing field", { Expires: "never" }, "Expires", "never"],
  ["any value of a missing field", ["starts-with", "$Expires", ""], "Expires", ""],
  ["two conditions of which one is not met", { acl: "default", key: "b" }, "key", "b"],
];

test.each(UNMET)("rejects a form under a policy with %s", (_what, condition, name, value) => {
  const message = `Condition key ${name} doesn't match the value ${value}`;
  expect(() => check([condition])).toThrow(expect.objectContaining({ code: "AccessDenied", status: 403, message }));
});

test("accepts fields that the policy does not name, unlike S3", () => {
  expect(() => check([], { "x-cos-meta-other": "a", unknown: "b" })).not.toThrow();
});

test("names both times when it rejects an expired policy", () => {
  const policy = parsePolicy(policyText([], "2023-11-14T22:14:59.999Z"));
  const times = "expiration time: 1700000099 but the time now : 1700000100";
  const message = `You post object request has been expired, ${times}`;
  const fields = new Map(Object.entries(FIELDS));
  expect(() => checkPolicy({ policy, fields, bucket: BUCKET, nowMs: NOW_MS })).toThrow(
    expect.objectContaining({ code: "AccessDenied", message }),
  );
});

const INVALID: [what: string, text: string][] = [
  ["invalid JSON", "{"],
  ["a list", "[]"],
  ["no expiration", JSON.stringify({ conditions: REQUIRED_CONDITIONS })],
  ["an expiration without a zone", policyText([], "2023-11-14T22:15:00")],
  ["an expiration in a month that does not exist", policyText([], "2023-13-14T22:15:00Z")],
  ["no conditions", JSON.stringify({ expiration: EXPIRATION })],
  ["an empty list of conditions", JSON.stringify({ expiration: EXPIRATION, conditions: [] })],
  ["conditions that are not a list", JSON.stringify({ expiration: EXPIRATION, conditions: {} })],
  ...REQUIRED_CONDITIONS.map((missing): [string, string] => [
    `no condition on ${Object.keys(missing)}`,
    JSON.stringify({ expiration: EXPIRATION, conditions: REQUIRED_CONDITIONS.filter((one) => one !== missing) }),
  ]),
  ["an unknown operator", policyText([["ends-with", "$key", "a"]])],
  ["a triple without $", policyText([["eq", "key", "a"]])],
  ["a triple with two elements", policyText([["eq", "$key"]])],
  ["a triple with four elements", policyText([["eq", "$key", "a", "b"]])],
  ["a number as a value", policyText([{ success_action_status: 200 }])],
  ["half a character", policyText([["starts-with", "$key", "\ud83d"]])],
  ["an empty object", policyText([{}])],
  ["a string as a condition", policyText(["key"])],
  ["null as a condition", policyText([null])],
  ["a range of strings", policyText([["content-length-range", "0", "1"]])],
  ["a reversed range", policyText([["content-length-range", 2, 1]])],
  ["a negative range", policyText([["content-length-range", -1, 1]])],
  ["a range with one end", policyText([["content-length-range", 1]])],
  ...[
    "q-ak",
    "q-sign-time",
    "q-sign-algorithm",
    "bucket",
    "success_action_status",
    "x-cos-storage-class",
    "unknown",
  ].map((name): [string, string] => [`starts-with on ${name}`, policyText([["starts-with", `$${name}`, ""]])]),
];

test.each(INVALID)("rejects a policy with %s as InvalidPolicyDocument", (_what, text) => {
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: "InvalidPolicyDocument", status: 400 }));
});

test("applies every range of a policy", () => {
  const ranges = [
    ["content-length-range", 0, 10],
    ["content-length-range", 5, 20],
  ];
  expect(parsePolicy(policyText(ranges))).toMatchObject({ minBytes: 5, maxBytes: 10 });
});

test("accepts an expiration without milliseconds", () => {
  expect(parsePolicy(policyText([], "2021-12-31T12:00:00Z")).expirationMs).toBe(Date.UTC(2021, 11, 31, 12));
});
