import { EnvironmentError, readEnvironment } from "../../src/cos/environment.ts";

test.each([" ", " a", "a\t"])("rejects LOCAL_COS_DIR=%j and names it", (LOCAL_COS_DIR) => {
  expect(() => readEnvironment({ LOCAL_COS_DIR })).toThrow(/LOCAL_COS_DIR: (has|contains only) white space/);
});

test("names every invalid variable at once", () => {
  const environment = { NODE_ENV: "production", COS_SECRET_ID: "AKIDa", COS_BUCKET: "photos", LOCAL_COS_PORT: "65536" };
  expect(() => readEnvironment(environment)).toThrow(
    /^NODE_ENV: .*\nCOS_SECRET_ID, .*\nCOS_BUCKET: .*\nLOCAL_COS_PORT: .*$/,
  );
});

test("returns the documented defaults without any variable", () => {
  expect(readEnvironment({ LOCAL_COS_DIR: "", COS_HOST: "" })).toEqual({
    directory: ".local-cos",
    bucket: "examplebucket-1250000000",
    region: "ap-guangzhou",
    listenHost: "127.0.0.1",
    port: 3001,
    hosts: [],
  });
});

/** A valid value of each variable. */
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

test("accepts valid values of all variables", () => {
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
  ])("is rejected with %s around it, without quoting the value", (what, written) => {
    for (const text of written) {
      const problems = problemsOf({ ...VALUES, [name]: text });
      expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name}: .*${what}`)));
      expect(problems.join()).not.toContain("S3cret");
    }
  });

  test.each(["export ", "\ufeff", " "])("is rejected with %j before its name", (before) => {
    expect(problemsOf({ [`${before}${name}`]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: is there as`)),
    ]);
  });

  test("is never printed, even if it is a URL with a password", () => {
    for (const url of ["https://admin:hunter2@host.example.com", "admin:hunter2@host", "htps//a:hunter2%40b"]) {
      expect(problemsOf({ ...VALUES, [name]: url }).join()).not.toContain("hunter2");
    }
  });
});

test.each(["tcp://10.96.0.17:3001", "UDP://10.96.0.17:53"])("ignores the service link LOCAL_COS_PORT=%s", (link) => {
  expect(readEnvironment({ LOCAL_COS_PORT: link })).toMatchObject({ port: 3001 });
});

test.each(["prod", "PRODUCTION", '"production"', "production\r"])("rejects NODE_ENV=%j as production", (NODE_ENV) => {
  expect(problemsOf({ NODE_ENV })).toContainEqual(expect.stringMatching(/^NODE_ENV: /));
});
