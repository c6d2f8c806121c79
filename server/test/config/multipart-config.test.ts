import { ConfigError, readConfig } from "../../src/config/config.ts";

const COS = {
  COS_BACKEND: "tencent",
  COS_SECRET_ID: "AKIDupload",
  COS_SECRET_KEY: "the-upload-key",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};
const SERVICE = { COS_SERVICE_SECRET_ID: "AKIDservice", COS_SERVICE_SECRET_KEY: "the-service-key" };
const TOKEN_KEY = "an upload token key of the tests!".replaceAll(" ", "-");
const FEDERATION = { CREDENTIALS: "federation" };

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("uploads in parts", () => {
  test("without any variable – have no keys, two days to resume, and no janitor", () => {
    const nothing = { serviceKeys: undefined, uploadTokenKeys: undefined, resumableDays: 2 };
    expect(readConfig({}).multipart).toEqual({ ...nothing, abortUnfinishedDays: undefined });
    expect(readConfig(COS).multipart).toEqual({ ...nothing, abortUnfinishedDays: undefined });
  });

  test("with all variables", () => {
    const { multipart } = readConfig({
      ...{ ...COS, ...SERVICE, MULTIPART_DAYS: "5", ABORT_UNFINISHED_DAYS: "6" },
      UPLOAD_TOKEN_KEYS: `${TOKEN_KEY},${TOKEN_KEY}2`,
    });
    expect(multipart).toEqual({
      serviceKeys: { secretId: "AKIDservice", secretKey: "the-service-key" },
      uploadTokenKeys: [TOKEN_KEY, `${TOKEN_KEY}2`],
      resumableDays: 5,
      abortUnfinishedDays: 6,
    });
  });

  test("UPLOAD_TOKEN_KEYS alone is enough for credentials of STS, and does no harm beside plain keys", () => {
    expect(problemsOf({ ...COS, ...FEDERATION, UPLOAD_TOKEN_KEYS: TOKEN_KEY })).toEqual([]);
    expect(problemsOf({ ...COS, UPLOAD_TOKEN_KEYS: TOKEN_KEY })).toEqual([]);
  });

  test.each<[what: string, environment: Readonly<Record<string, string>>, problem: string]>([
    ["one key of the pair", { ...COS, COS_SERVICE_SECRET_ID: "AKIDservice" }, "COS_SERVICE_SECRET_KEY: is missing"],
    ["the other key of the pair", { ...COS, COS_SERVICE_SECRET_KEY: "k" }, "COS_SERVICE_SECRET_ID: is missing"],
    ["service keys without a token key", { ...COS, ...SERVICE }, "UPLOAD_TOKEN_KEYS: is missing"],
    [
      "service keys beside STS",
      { ...COS, ...SERVICE, ...FEDERATION, UPLOAD_TOKEN_KEYS: TOKEN_KEY },
      "COS_SERVICE_SECRET_ID: CREDENTIALS=federation gets the keys",
    ],
    ["a short token key", { ...COS, UPLOAD_TOKEN_KEYS: "short" }, "UPLOAD_TOKEN_KEYS: has 5 characters"],
    ["a token key twice", { ...COS, UPLOAD_TOKEN_KEYS: `${TOKEN_KEY},${TOKEN_KEY}` }, "contains the same key twice"],
    ["an empty token key", { ...COS, UPLOAD_TOKEN_KEYS: `${TOKEN_KEY},` }, "UPLOAD_TOKEN_KEYS: "],
    ["no day", { MULTIPART_DAYS: "0" }, "MULTIPART_DAYS: "],
    ["31 days", { MULTIPART_DAYS: "31" }, "MULTIPART_DAYS: "],
    [
      "a janitor as short as the time to resume",
      { ABORT_UNFINISHED_DAYS: "2" },
      "more than MULTIPART_DAYS, which is 2",
    ],
    [
      "a janitor that is shorter",
      { MULTIPART_DAYS: "7", ABORT_UNFINISHED_DAYS: "3" },
      "ABORT_UNFINISHED_DAYS: is 3, but must be more than MULTIPART_DAYS, which is 7",
    ],
    ["a janitor without keys", { ...COS, ABORT_UNFINISHED_DAYS: "3" }, "ABORT_UNFINISHED_DAYS: needs the keys"],
  ])("%s – fails the start", (_, environment, problem) => {
    expect(problemsOf(environment).join("\n")).toContain(problem);
  });

  test("a faulty secret is not quoted", () => {
    expect(problemsOf({ ...COS, UPLOAD_TOKEN_KEYS: "my-short-secret" }).join()).not.toContain("my-short-secret");
  });
});
