import {
  createCosMultipartUploads,
  createCosStoredObjects,
  createCosUploadSigner,
  fixedCredentials,
} from "../../src/index.ts";
import { UPLOAD_TOKEN_KEY } from "../support/test-multipart.ts";

// What the environment's variables are checked for, the options of the library are checked for too.

const keys = fixedCredentials({ secretId: "AKIDexample", secretKey: "the-secret-key" });
const GOOD: Parameters<typeof createCosStoredObjects>[0] & Parameters<typeof createCosMultipartUploads>[0] = {
  bucket: "examplebucket-1250000000",
  region: "ap-guangzhou",
  credentials: keys,
  serviceCredentials: keys,
  readingCredentials: keys,
  cursorKeys: [UPLOAD_TOKEN_KEY],
  uploadTokenKeys: [UPLOAD_TOKEN_KEY],
};
type Options = Partial<typeof GOOD>;

const FOR_ALL: ReadonlyArray<[options: Options, name: string]> = [
  [{ bucket: "examplebucket" }, "bucket"],
  [{ region: "Guangzhou" }, "region"],
  [{ prefix: "" }, "prefix"],
  [{ prefix: "/photos" }, "prefix"],
  [{ prefix: "photos/" }, "prefix"],
  [{ prefix: "a/../b" }, "prefix"],
  [{ prefix: "*" }, "prefix"],
  [{ host: "https://img.example.com" }, "host"],
  [{ host: "img.example.com/path" }, "host"],
  [{ host: "user@img.example.com" }, "host"],
  [{ host: "" }, "host"],
];

test.each(FOR_ALL)("%j is rejected by each", (options, name) => {
  for (const create of [createCosUploadSigner, createCosMultipartUploads, createCosStoredObjects]) {
    expect(() => create({ ...GOOD, ...options })).toThrow(new RegExp(`^${name} is `));
    expect(() => create(GOOD)).not.toThrow();
  }
});

test.each<[options: Options, create: (options: typeof GOOD) => unknown, name: string]>([
  [{ lifetimeSeconds: 0 }, createCosUploadSigner, "lifetimeSeconds is 0"],
  [{ lifetimeSeconds: Number.NaN }, createCosUploadSigner, "lifetimeSeconds is NaN"],
  [{ resumableDays: -1 }, createCosMultipartUploads, "resumableDays is -1"],
  [{ resumableDays: 0.5 }, createCosMultipartUploads, "resumableDays is 0.5"],
  [{ uploadTokenKeys: ["short"] }, createCosMultipartUploads, "uploadTokenKeys has a secret of less than 32"],
  [{ downloadSeconds: 0 }, createCosStoredObjects, "downloadSeconds is 0"],
  [{ downloadSeconds: 1e300 }, createCosStoredObjects, "downloadSeconds is 1e+300"],
  [{ downloadHost: "https://img.example.com" }, createCosStoredObjects, "downloadHost is "],
  [{ cursorKeys: ["short"] }, createCosStoredObjects, "cursorKeys has a secret of less than 32"],
])("%j is rejected", (options, create, message) => {
  expect(() => create({ ...GOOD, ...options })).toThrow(TypeError);
  expect(() => create({ ...GOOD, ...options })).toThrow(message);
});
