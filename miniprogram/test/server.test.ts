import { logInFirst } from "../src/server";
import { UploadError } from "../src/uploader/index";

/** A login like that of `createWechatLogin`, which logs in only after a rejected token. */
function fakeLogin(tokens: readonly (string | undefined | Error)[]) {
  const waiting = [...tokens];
  let token: string | undefined;
  let logins = 0;
  const authorize = async (rejectedToken?: string) => {
    if (rejectedToken === undefined || (token !== undefined && token !== rejectedToken)) return token;
    logins += 1;
    const next = waiting.shift();
    if (next instanceof Error) throw next;
    token = next;
    return token;
  };
  return { authorize, logins: () => logins };
}

test("logs in before the first request, and once", async () => {
  const login = fakeLogin(["token 1", "token 2"]);
  const authorize = logInFirst(login.authorize);
  expect([await authorize(), await authorize()]).toEqual(["token 1", "token 1"]);
  expect(login.logins()).toBe(1);
  expect(await authorize("token 1")).toBe("token 2");
  expect(await authorize()).toBe("token 2");
});

test("tries a server without a login once, and sends requests without a token", async () => {
  const login = fakeLogin([undefined, undefined]);
  const authorize = logInFirst(login.authorize);
  expect([await authorize(), await authorize(), await authorize()]).toEqual([undefined, undefined, undefined]);
  expect(login.logins()).toBe(1);
});

test("a login that fails fails the request, and the next request tries again", async () => {
  const login = fakeLogin([new UploadError("login_failed"), "token 1"]);
  const authorize = logInFirst(login.authorize);
  await expect(authorize()).rejects.toMatchObject({ code: "login_failed" });
  expect(await authorize()).toBe("token 1");
});
