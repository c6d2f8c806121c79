import { createLocalJWKSet, jwtVerify } from "jose";
import { createUser, logIn } from "../clients/stored-uploads.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type LoginStack, startLoginStack } from "../stack/start-login-stack.ts";

// Four kinds of tokens leave the server. Each has one place, and is rejected in the three others.

const KINDS = ["session token", "upload token", "proof", "cursor"] as const;
type Kind = (typeof KINDS)[number];

let stack: LoginStack;
let tokens: Readonly<Record<Kind, string>>;
let isAccepted: Readonly<Record<Kind, (token: string) => Promise<boolean>>>;
beforeAll(async () => {
  stack = await startLoginStack();
  const li = await logIn(stack, "li");
  const keys = [
    await li.upload("jpg", sampleBytes("jpg", 100, "1")),
    await li.upload("jpg", sampleBytes("jpg", 100, "2")),
  ];
  const [stored] = await li.confirm(keys);
  const start = await fetch(`${stack.serverUrl}/multipart`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "a-1", Authorization: `Bearer ${li.token}` },
    body: JSON.stringify({ ext: "mp4", size: 10 }),
  });
  const { uploadToken } = JSON.parse(await start.text());
  tokens = {
    "session token": li.token ?? "",
    "upload token": String(uploadToken),
    proof: stored?.status === "stored" ? (stored.proof ?? "") : "",
    cursor: (await li.list("?limit=1")).cursor ?? "",
  };
  const keySet = createLocalJWKSet(await li.keySet());
  isAccepted = {
    "session token": async (token) => (await createUser(stack.serverUrl, token).get("/uploads")).status === 200,
    "upload token": async (token) => (await li.post("/multipart/list", { uploadToken: token })).status === 200,
    cursor: async (token) => (await li.get(`/uploads?cursor=${token}`)).status === 200,
    proof: (token) =>
      jwtVerify(token, keySet, {
        algorithms: ["ES256"],
        typ: "upload-proof+jwt",
        issuer: "wx-cos-upload",
        audience: "wx-cos-upload/proof/examplebucket-1250000000",
        currentDate: new Date(stack.clock.nowMs),
      }).then(
        () => true,
        () => false,
      ),
  };
});
afterAll(() => stack.close());

test.each(KINDS)("a %s is accepted in its own place only", async (kind) => {
  expect(tokens[kind]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  const places = await Promise.all(KINDS.map(async (place) => [place, await isAccepted[place](tokens[kind])] as const));
  expect(places.filter(([, accepted]) => accepted).map(([place]) => place)).toEqual([kind]);
});
