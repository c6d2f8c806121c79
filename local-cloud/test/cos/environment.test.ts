import { readEnvironment } from "../../src/cos/environment.ts";

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
