import request from "supertest";
import { createOwnerSegment } from "../../src/auth/index.ts";
import { createTestApp } from "../support/test-app.ts";

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

  test("that fails – is the server's failure, and nothing is signed", async () => {
    const failure = new Error("the session store is away");
    const { app, failures, credentialProvider } = createTestApp({ authenticator: () => Promise.reject(failure) });
    expect((await request(app).get("/put-sign?ext=jpg")).body.detail).toBe("the server log has the details");
    expect(failures).toEqual([failure]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });
});

test("without an authenticator nobody has an owner, and keys have no folder for one", async () => {
  const { app, requests } = createTestApp();
  const { body } = await request(app).get("/put-sign?ext=jpg").set("Authorization", "Bearer a.b.c");
  expect(body.cosKey).toMatch(/^uploads\/20261123\//);
  expect(requests).toMatchObject([{ owner: undefined }]);
});
