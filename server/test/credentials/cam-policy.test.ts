import { uploadPolicy } from "../../src/credentials/cam-policy.ts";
import { servicePolicy } from "../../src/credentials/service-policy.ts";

const OPTIONS = {
  bucket: "examplebucket-1250000000",
  region: "ap-guangzhou",
  prefix: "uploads",
  maxBytes: 1_000,
  contentTypes: ["image/jpeg", "video/mp4"],
};
const RESOURCE = ["qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/uploads/*"];

/** The tests of local-cloud and the end-to-end tests send requests that these rules allow and reject. */
describe("uploadPolicy", () => {
  test("allows PUT, form uploads and parts below the prefix, with limits, and denies each grant and copying", () => {
    const plain = {
      string_equal_if_exist: { "cos:x-cos-acl": ["default", "private"], "cos:x-cos-storage-class": "STANDARD" },
    };
    expect(uploadPolicy(OPTIONS)).toEqual({
      version: "2.0",
      statement: [
        {
          effect: "allow",
          action: ["name/cos:PutObject"],
          resource: RESOURCE,
          condition: {
            numeric_less_than_equal: { "cos:content-length": 1_000 },
            string_equal: { "cos:content-type": ["image/jpeg", "video/mp4"] },
            ...plain,
          },
        },
        {
          effect: "allow",
          action: ["name/cos:PostObject"],
          resource: RESOURCE,
          condition: { numeric_less_than_equal: { "cos:content-length": 66_536 }, ...plain },
        },
        {
          effect: "allow",
          action: ["name/cos:UploadPart"],
          resource: RESOURCE,
          condition: { numeric_less_than_equal: { "cos:content-length": 1024 ** 2 } },
        },
        ...["read", "read-acp", "write-acp", "full-control"].map((grant) => ({
          effect: "deny",
          action: ["name/cos:PutObject", "name/cos:PostObject"],
          resource: RESOURCE,
          condition: { string_like: { [`cos:x-cos-grant-${grant}`]: "*" } },
        })),
        { effect: "deny", action: ["name/cos:PutObjectCopy", "name/cos:UploadPartCopy"], resource: RESOURCE },
      ],
    });
  });

  test("without types – has no condition on them, and is otherwise the same", () => {
    const { contentTypes: _, ...anyType } = OPTIONS;
    expect(JSON.stringify(uploadPolicy(anyType))).not.toContain("content-type");
    expect(uploadPolicy(anyType).statement).toHaveLength(8);
  });

  test("has no principal, no wildcard in an action and nothing but the bucket's own folder", () => {
    const text = JSON.stringify(uploadPolicy(OPTIONS));
    expect(text).not.toMatch(/principal|cos:\*|"\*"\]/);
    expect(new Set(uploadPolicy(OPTIONS).statement.flatMap(({ resource }) => resource))).toEqual(new Set(RESOURCE));
  });

  test("a bucket with hyphens – the APPID is what follows the last", () => {
    const { statement } = uploadPolicy({ ...OPTIONS, bucket: "my-own-1-1250000001", prefix: "a/b" });
    expect(statement[0]?.resource).toEqual(["qcs::cos:ap-guangzhou:uid/1250000001:my-own-1-1250000001/a/b/*"]);
  });
});

test("uploadPolicy limits a part to the size that the largest file needs", () => {
  const { statement } = uploadPolicy({ ...OPTIONS, maxBytes: 5 * 1024 ** 3 });
  expect(statement[2]?.condition).toEqual({ numeric_less_than_equal: { "cos:content-length": 6 * 1024 ** 2 } });
});

test("the two identities share no action, and neither reads objects", () => {
  const actionsOf = (policy: ReturnType<typeof uploadPolicy>) =>
    policy.statement.filter(({ effect }) => effect === "allow").flatMap(({ action }) => action);
  const [upload, service] = [actionsOf(uploadPolicy(OPTIONS)), actionsOf(servicePolicy(OPTIONS))];
  expect(upload.filter((action) => service.includes(action))).toEqual([]);
  expect([...upload, ...service].filter((action) => /GetObject|Copy|Tagging|ACL|\*/.test(action))).toEqual([]);
  expect(servicePolicy(OPTIONS).statement.flatMap(({ resource }) => resource)).toEqual(RESOURCE);
});
