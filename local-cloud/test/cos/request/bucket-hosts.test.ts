import { checkBucketHost } from "../../../src/cos/request/bucket-hosts.ts";

const HOSTS = { bucket: "photos-1250000000", region: "ap-guangzhou", hosts: ["cos.example.com:3001"] };

test.each([
  "photos-1250000000.cos.ap-guangzhou.myqcloud.com",
  "PHOTOS-1250000000.cos.ap-guangzhou.tencentcos.cn",
  "photos-1250000000.cos.ap-guangzhou.myqcloud.com:3001",
  "localhost:3001",
  "127.0.0.1",
  "192.168.1.5:3001",
  "[::1]:3001",
  "cos.example.com:3001",
])("accepts %s", (host) => {
  expect(() => checkBucketHost(host, HOSTS)).not.toThrow();
});

test.each([
  "example.com",
  "cos.example.com",
  "other-1250000000.cos.ap-guangzhou.myqcloud.com",
  "more-photos-1250000000.cos.ap-guangzhou.myqcloud.com",
  "photos-1250000000.cos.ap-beijing.myqcloud.com",
  "photos-1250000000.cos.ap-guangzhou.myqcloud.com.example.com",
  "localhost.example.com",
])("rejects %j as NoSuchBucket", (host) => {
  expect(() => checkBucketHost(host, HOSTS)).toThrow(expect.objectContaining({ code: "NoSuchBucket", status: 404 }));
});

test("rejects a missing Host as InvalidRequest", () => {
  expect(() => checkBucketHost("", HOSTS)).toThrow(expect.objectContaining({ code: "InvalidRequest", status: 400 }));
});
