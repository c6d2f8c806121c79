import { readConfig } from "../../src/config/config.ts";
import { createSecretRedactor } from "../../src/observability/redact-secrets.ts";
import { createCredentialsFromConfig } from "../../src/startup/create-credentials.ts";
import { deferred } from "../support/deferred.ts";
import { json, type Script, startScriptedServer } from "../support/scripted-server.ts";

const BUCKET = "examplebucket-1250000000";
const KEYS = { secretId: "AKIDexample", secretKey: "a-secret-key-of-the-test" };
const LIFETIME_SECONDS = 7_200;
const START_MS = 1_700_000_000_000;

const clock = { ms: START_MS };
let sts: Awaited<ReturnType<typeof startScriptedServer>> | undefined;

beforeEach(() => {
  clock.ms = START_MS;
  jest.spyOn(Date, "now").mockImplementation(() => clock.ms);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sts?.close();
});

const granted: Script = json({
  Response: {
    Credentials: { TmpSecretId: "AKIDtemporary", TmpSecretKey: "k", Token: "t" },
    ExpiredTime: START_MS / 1000 + LIFETIME_SECONDS,
  },
});

/** The provider as main.ts opens it, with a scripted STS. */
async function open(environment: Readonly<Record<string, string>> = {}, ...scripts: readonly Script[]) {
  sts = await startScriptedServer(...(scripts.length > 0 ? scripts : [granted]));
  const events: Array<[message: string, fields: Readonly<Record<string, string | number>>]> = [];
  const refreshedAgain = deferred();
  const credentials = createCredentialsFromConfig(
    readConfig({ CREDENTIALS: "federation", ...environment }),
    { bucket: BUCKET, region: "ap-guangzhou", keys: KEYS, localSts: { url: sts.url, roleArn: "" } },
    {
      redact: createSecretRedactor([KEYS.secretKey]),
      logEvent(...event) {
        events.push(event);
        if (events.length === 2) refreshedAgain.resolve();
      },
      countRefresh: () => {},
      countUse: () => {},
      countCall: () => {},
      environment: () => ({}),
    },
  );
  return { credentials, events, requests: sts.requests, refreshedAgain: refreshedAgain.promise };
}

/** The conditions of PUT in the policy that STS was asked with. */
async function putConditions(environment: Readonly<Record<string, string>>) {
  const { credentials, requests } = await open(environment);
  await credentials();
  const { Policy } = JSON.parse(requests[0]?.body ?? "");
  return JSON.parse(decodeURIComponent(Policy)).statement[0].condition;
}

describe("what the credentials may do", () => {
  const rules = { UPLOAD_EXTENSIONS: "mp4,jpg,jpeg", UPLOAD_MAX_BYTES: "photo=1MiB,video=3MiB" };

  test("is as large as the largest file, so that each kind's own limit is the signature's to hold", async () => {
    expect((await putConditions(rules)).numeric_less_than_equal).toEqual({ "cos:content-length": 3 * 1024 ** 2 });
  });

  test("allows each permitted content type once if sizes are required", async () => {
    const { string_equal } = await putConditions({ ...rules, REQUIRE_SIZE: "true" });
    expect(string_equal).toEqual({ "cos:content-type": ["image/jpeg", "video/mp4"] });
  });

  test("allows any content type if sizes are not required, for the guide's client", async () => {
    expect(await putConditions({ ...rules, REQUIRE_SIZE: "false" })).not.toHaveProperty("string_equal");
  });
});

describe("the credentials", () => {
  test("are fetched again while they still outlive a signature", async () => {
    const { credentials, requests, refreshedAgain } = await open({ SIGNATURE_SECONDS: "1200" });
    await credentials();
    // The longest request is a minute longer than a signature's lifetime.
    clock.ms = START_MS + (LIFETIME_SECONDS - 1_261) * 1000;
    await credentials();
    expect(requests).toHaveLength(1);
    // The least, since machines spread their refreshes over a fifth of it.
    clock.ms = START_MS + (LIFETIME_SECONDS - 1_007) * 1000;
    await credentials();
    await refreshedAgain;
    expect(requests).toHaveLength(2);
  });

  test("not refreshed – the log says why, without a secret that the reason may quote", async () => {
    const message = `Authorization: TC3-HMAC-SHA256 of ${KEYS.secretKey}, Signature=0af1 is wrong.`;
    const { credentials, events } = await open(
      {},
      json({ Response: { Error: { Code: "AuthFailure", Message: message } } }),
    );
    await expect(credentials()).rejects.toMatchObject({ code: "credentials_unavailable" });
    expect(events).toEqual([
      [
        "credentials not refreshed",
        { identity: "upload", reason: expect.stringContaining("AuthFailure"), oldOnesLastSeconds: 0 },
      ],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/a-secret-key-of-the-test|0af1/);
  });
});
