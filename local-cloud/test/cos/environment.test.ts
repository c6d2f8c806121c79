import { EnvironmentError, readEnvironment } from "../../src/cos/environment.ts";

test.each([" ", " a", "a\t"])("LOCAL_COS_DIR=%j – is refused by its name", (LOCAL_COS_DIR) => {
  expect(() => readEnvironment({ LOCAL_COS_DIR })).toThrow("LOCAL_COS_DIR: begins or ends with white space");
});

test("every wrong variable – is named at once", () => {
  const environment = { NODE_ENV: "production", COS_SECRET_ID: "AKIDa", COS_BUCKET: "photos", LOCAL_COS_PORT: "65536" };
  expect(() => readEnvironment(environment)).toThrow(
    /^NODE_ENV: .*\nCOS_SECRET_ID, .*\nCOS_BUCKET: .*\nLOCAL_COS_PORT: .*$/,
  );
});

test("nothing set – is the documented local bucket", () => {
  expect(readEnvironment({ LOCAL_COS_DIR: "", COS_HOST: "" })).toEqual({
    directory: ".local-cos",
    bucket: "examplebucket-1250000000",
    region: "ap-guangzhou",
    listenHost: "127.0.0.1",
    port: 3001,
    hosts: [],
  });
});

/** A right value of each variable. */
const VALUES = {
  NODE_ENV: "development",
  HOST: "127.0.0.1",
  LOCAL_COS_PORT: "3001",
  LOCAL_COS_DIR: ".local-cos",
  COS_HOST: "192.168.1.5:3001, bucket.example.com, [::1]:3001",
  CORS_ORIGINS: "http://localhost:*, https://www.example.com, *",
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "S3cretOfTheTest",
  COS_SESSION_TOKEN: "S3cretOfTheTest/+=",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment(environment);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.split("\n");
    throw error;
  }
}

test("all set, and right – is taken", () => {
  expect(problemsOf(VALUES)).toEqual([]);
});

describe.each(Object.entries(VALUES))("%s", (name, value) => {
  test.each([
    [
      "quotation marks",
      [`"${value}"`, `'${value}'`, `\`${value}\``, `“${value}”`, `"${value}" # why`, `"${value}"\r`, '""'],
    ],
    ["carriage return", [`${value}\r`]],
    ["white space", [` ${value}`, `${value}\n`, `\ufeff${value}`, `${value}\u00a0`, "  "]],
  ])("with %s around it – is refused by its name, and not quoted", (what, written) => {
    for (const text of written) {
      const problems = problemsOf({ ...VALUES, [name]: text });
      expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name}: .*${what}`)));
      expect(problems.join()).not.toContain("S3cret");
    }
  });

  test.each(["export ", "\ufeff", " "])("with %j before its name – is refused", (before) => {
    expect(problemsOf({ [`${before}${name}`]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: is there as`)),
    ]);
  });

  test("a URL with a password in it – is not printed", () => {
    for (const url of ["https://admin:hunter2@host.example.com", "admin:hunter2@host", "htps//a:hunter2%40b"]) {
      expect(problemsOf({ ...VALUES, [name]: url }).join()).not.toContain("hunter2");
    }
  });
});

test.each([
  "tcp://10.96.0.17:3001",
  "UDP://10.96.0.17:53",
])("LOCAL_COS_PORT=%s, a service link – is passed over", (link) => {
  expect(readEnvironment({ LOCAL_COS_PORT: link })).toMatchObject({ port: 3001 });
});

test.each([
  "prod",
  "PRODUCTION",
  '"production"',
  "production\r",
])("NODE_ENV=%j – is no way around the ban", (NODE_ENV) => {
  expect(problemsOf({ NODE_ENV })).toContainEqual(expect.stringMatching(/^NODE_ENV: /));
});
