import request from "supertest";
import type { Authenticator } from "../../src/auth/authenticator.ts";
import { createOwnerSegment } from "../../src/auth/index.ts";
import { invalidToken } from "../../src/auth/rejections.ts";
import { createTestApp } from "../support/test-app.ts";
import { createTestObjects, LIS_KEY } from "../support/test-objects.ts";

/** An app that knows its users already, as somebody's own would. */
const SESSIONS = new Map([["sid-1", "user 4711"]]);
const ownerSegment = createOwnerSegment("owner-key-of-the-test-0123456789abcdef");

describe("an authenticator of one's own", () => {
  test("gives the owner, of anything in the request", async () => {
    const { app, requests } = createTestApp({
      authenticator: (req) => {
        const user = SESSIONS.get(req.headers.cookie ?? "");
        return user === undefined ? undefined : ownerSegment(user);
      },
    });
    const owner = ownerSegment("user 4711");
    const { body } = await request(app).get("/put-sign?ext=jpg").set("Cookie", "sid-1");
    expect(body.cosKey.split("/")[1]).toBe(owner);
    expect((await request(app).get("/put-sign?ext=jpg")).body.code).toBe("login_required");
    expect(requests).toMatchObject([{ owner }, { owner: undefined }]);
  });

  test.each([
    "user/4711",
    "../..",
    "A@example.com",
    "",
  ])("that gives %j – fails before anything is signed, and says what to do", async (owner) => {
    const { app, failures, credentialProvider } = createTestApp({ authenticator: async () => owner });
    const { status, body } = await request(app).get("/put-sign?ext=jpg");
    expect([status, body.code]).toEqual([500, "internal_error"]);
    expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining("createOwnerSegment") })]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test.each<[what: string, identity: unknown, message: string]>([
    ["a number", 42, "createOwnerSegment"],
    ["a list", ["li"], "createOwnerSegment"],
    ["no", false, "createOwnerSegment"],
    ["a numeric id", { owner: "li", subject: 42 }, "subject"],
    ["an empty id", { owner: "li", subject: "" }, "subject"],
  ])("in JavaScript that gives %s – fails before anything is signed", async (_, identity, message) => {
    // As an app without types has it.
    const authenticator: Authenticator = () => JSON.parse(JSON.stringify(identity));
    const { app, failures, credentialProvider } = createTestApp({ authenticator });
    expect((await request(app).get("/put-sign?ext=jpg")).body.code).toBe("internal_error");
    expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test("in JavaScript that gives null – knows nobody", async () => {
    const { app } = createTestApp({ authenticator: () => JSON.parse("null") });
    expect((await request(app).get("/put-sign?ext=jpg")).body.code).toBe("login_required");
  });

  test("that fails – is the server's failure, and nothing is signed", async () => {
    const failure = new Error("the session store is away");
    const { app, failures, credentialProvider } = createTestApp({ authenticator: () => Promise.reject(failure) });
    expect((await request(app).get("/put-sign?ext=jpg")).body.detail).toBe("the server log has the details");
    expect(failures).toEqual([failure]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });
});

test("an optional login: a request without credentials has no owner, and an invalid token is still rejected", async () => {
  const { app, requests } = createTestApp({
    isLoginOptional: true,
    objects: createTestObjects(),
    authenticator: (req) => {
      if (req.headers.authorization === "Bearer forged") throw invalidToken("it is forged");
      return req.headers.authorization === undefined ? undefined : "li";
    },
  });
  const anonymous = await request(app).get("/put-sign?ext=jpg");
  const user = await request(app).get("/put-sign?ext=jpg").set("Authorization", "Bearer lis");
  const forged = await request(app).get("/put-sign?ext=jpg").set("Authorization", "Bearer forged");
  expect(anonymous.body.cosKey).toMatch(/^uploads\/20261123\//);
  expect(user.body.cosKey).toMatch(/^uploads\/li\/20261123\//);
  expect([forged.status, forged.body.code]).toEqual([401, "invalid_token"]);
  expect((await request(app).get("/uploads")).body.code).toBe("login_required");
  expect(
    (
      await request(app)
        .post("/downloads")
        .send({ keys: [LIS_KEY] })
    ).body.code,
  ).toBe("not_your_key");
  expect(requests.map(({ owner }) => owner)).toEqual([undefined, "li", undefined, undefined, undefined]);
});

test("without an authenticator nobody has an owner, and keys have no folder for one", async () => {
  const { app, requests } = createTestApp();
  const { body } = await request(app).get("/put-sign?ext=jpg").set("Authorization", "Bearer a.b.c");
  expect(body.cosKey).toMatch(/^uploads\/20261123\//);
  expect(requests).toMatchObject([{ owner: undefined }]);
});
