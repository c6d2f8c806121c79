import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "../../src/config/config.ts";
import { VARIABLE_NAMES } from "../../src/config/variables.ts";
import { createProofKeyPem } from "../support/test-objects.ts";

const SECRET = "S3cretOfTheTest-0123456789abcdef-0123";
const TENCENT = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: SECRET,
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};
const SERVICE = {
  ...TENCENT,
  COS_SERVICE_SECRET_ID: "AKIDservice",
  COS_SERVICE_SECRET_KEY: SECRET,
  UPLOAD_TOKEN_KEYS: SECRET,
};
const WEBHOOKS = {
  WEBHOOK_URL: "https://www.example.com/webhooks",
  WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};
/** PEM on one line, as an environment variable can have it. */
const PROOF_KEY = createProofKeyPem().trim().replaceAll("\n", "\\n");
const WECHAT = {
  AUTH: "wechat",
  WECHAT_APP_ID: "wx0123456789abcdef",
  WECHAT_APP_SECRET: SECRET,
  SESSION_KEYS: SECRET,
  OWNER_KEY: SECRET,
};
const JWKS = {
  AUTH: "jwt",
  JWT_ISSUER: "https://login.example.com/",
  JWT_AUDIENCE: "uploads",
  JWT_JWKS_URL: "https://login.example.com/jwks.json",
  OWNER_KEY: SECRET,
};
const { JWT_JWKS_URL: _, ...SHARED_SECRET } = { ...JWKS, JWT_SECRET: SECRET };
const PLATFORM = { CREDENTIALS: "platform", COS_BUCKET: TENCENT.COS_BUCKET, COS_REGION: TENCENT.COS_REGION };
const TKE = {
  ...PLATFORM,
  TKE_REGION: "ap-guangzhou",
  TKE_PROVIDER_ID: "cls-example",
  TKE_ROLE_ARN: "qcs::cam::uin/100000000001:roleName/wx-cos-upload",
  TKE_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
};
const SCF = {
  ...PLATFORM,
  TENCENTCLOUD_SECRETID: "AKIDexample",
  TENCENTCLOUD_SECRETKEY: SECRET,
  TENCENTCLOUD_SESSIONTOKEN: SECRET,
};
const ROLE = { ...TENCENT, CREDENTIALS: "role", STS_ROLE_ARN: TKE.TKE_ROLE_ARN };

/** Every variable of .env.example with a value that is right, in an environment that reads it. */
const VALUES: Readonly<Record<string, readonly [value: string, beside: Readonly<Record<string, string>>]>> = {
  NODE_ENV: ["production", { ...TENCENT, ...WECHAT }],
  HOST: ["127.0.0.1", {}],
  PORT: ["3000", {}],
  COS_SECRET_ID: ["AKIDexample", TENCENT],
  COS_SECRET_KEY: [SECRET, TENCENT],
  COS_BUCKET: ["examplebucket-1250000000", TENCENT],
  COS_REGION: ["ap-guangzhou", TENCENT],
  COS_SESSION_TOKEN: [SECRET, TENCENT],
  COS_SERVICE_SECRET_ID: ["AKIDservice", SERVICE],
  COS_SERVICE_SECRET_KEY: [SECRET, SERVICE],
  UPLOAD_TOKEN_KEYS: [SECRET, SERVICE],
  MULTIPART_DAYS: ["2", {}],
  ABORT_UNFINISHED_DAYS: ["3", {}],
  PROOF_KEYS: [PROOF_KEY, {}],
  DELETE_REJECTED: ["true", {}],
  DOWNLOAD_SECONDS: ["600", {}],
  DOWNLOAD_HOST: ["img.example.com", {}],
  CREDENTIALS: ["keys", TENCENT],
  STS_ROLE_ARN: [TKE.TKE_ROLE_ARN, ROLE],
  STS_DURATION_SECONDS: ["7200", ROLE],
  STS_ENDPOINT: ["https://sts.tencentcloudapi.com", ROLE],
  LOCAL_STS_PORT: ["3002", {}],
  TKE_REGION: ["ap-guangzhou", TKE],
  TKE_PROVIDER_ID: ["cls-example", TKE],
  TKE_ROLE_ARN: [TKE.TKE_ROLE_ARN, TKE],
  TKE_WEB_IDENTITY_TOKEN_FILE: ["/var/run/token", TKE],
  TENCENTCLOUD_SECRETID: ["AKIDexample", SCF],
  TENCENTCLOUD_SECRETKEY: [SECRET, SCF],
  TENCENTCLOUD_SESSIONTOKEN: [SECRET, SCF],
  COS_HOST: ["img.example.com", TENCENT],
  COS_BACKEND: ["auto", {}],
  WEBHOOK_URL: ["https://www.example.com/webhooks", WEBHOOKS],
  WEBHOOK_SECRET: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WEBHOOKS],
  WEBHOOK_WORKER: ["true", WEBHOOKS],
  COS_EVENTS_SECRET: [SECRET, WEBHOOKS],
  LOCAL_COS_PORT: ["3001", {}],
  LOCAL_COS_DIR: [".local-cos", {}],
  UPLOAD_PREFIX: ["uploads", {}],
  UPLOAD_EXTENSIONS: ["jpg,png", {}],
  UPLOAD_MAX_BYTES: ["20MiB", {}],
  UPLOAD_CACHE_CONTROL: ["private, max-age=600", {}],
  UPLOAD_CONTENT_DISPOSITION: ["attachment", {}],
  SIGNATURE_SECONDS: ["900", {}],
  OBJECT_KEY_TIME_ZONE: ["Asia/Shanghai", {}],
  REQUIRE_SIZE: ["true", {}],
  AUTH: ["wechat", WECHAT],
  ALLOW_ANONYMOUS: ["true", {}],
  OWNER_KEY: [SECRET, WECHAT],
  WECHAT_APP_ID: ["wx0123456789abcdef", WECHAT],
  WECHAT_APP_SECRET: [SECRET, WECHAT],
  SESSION_KEYS: [SECRET, WECHAT],
  SESSION_SECONDS: ["7200", WECHAT],
  JWT_ISSUER: ["https://login.example.com/", JWKS],
  JWT_AUDIENCE: ["uploads", JWKS],
  JWT_JWKS_URL: ["https://login.example.com/jwks.json", JWKS],
  JWT_ALGORITHM: ["RS256", JWKS],
  JWT_SECRET: [SECRET, SHARED_SECRET],
  JWT_SUBJECT_CLAIM: ["sub", JWKS],
  LIMIT_REQUESTS_PER_MINUTE: ["120", {}],
  LIMIT_FILES_PER_DAY: ["2000", {}],
  LIMIT_BYTES_PER_DAY: ["20GiB", {}],
  REDIS_URL: [`redis://:${SECRET}@127.0.0.1:6379/0`, {}],
  LIMIT_WITHOUT_REDIS: ["refuse", {}],
  TRUST_PROXY: ["1", {}],
  METRICS_HOST: ["127.0.0.1", {}],
  METRICS_PORT: ["9464", {}],
  ALLOWED_HOSTS: ["tunnel.example.com", {}],
  CORS_ORIGINS: ["https://www.example.com", {}],
};

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const NAMES = Object.keys(VALUES);

/** The environment that reads a variable, with the variable's value made by `write` of a right one. */
function environmentWith(name: string, write: (value: string) => string): Record<string, string> {
  const [value, beside] = VALUES[name] ?? ["", {}];
  return { ...beside, [name]: write(value) };
}

test("the table – has every variable of .env.example, each with a value that is right", () => {
  const example = readFileSync(join(__dirname, "../../../.env.example"), "utf8");
  expect([...NAMES].sort()).toEqual([...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name).sort());
  expect([...NAMES].sort()).toEqual([...VARIABLE_NAMES].sort());
  for (const name of NAMES) expect([name, problemsOf(environmentWith(name, (value) => value))]).toEqual([name, []]);
});

describe("a value in quotation marks", () => {
  const WRAPPED: ReadonlyArray<readonly [left: string, right: string]> = [
    ...(['""', "''", "``", "“”", "‘’", "«»", "「」", "＂＂"] as const).map(
      ([left = "", right = ""]) => [left, right] as const,
    ),
    // Of two kinds, one inside the other, with white space around them, with a comment behind them.
    ...([
      ["'", '"'],
      [`"'`, `'"`],
      [' "', '" '],
      ['"', '"\r'],
      ['"', '" # a comment'],
      ["'", "'# a comment"],
    ] as const),
  ];

  test.each(NAMES)("%s – is rejected once, by its name, and not quoted", (name) => {
    for (const [left, right] of WRAPPED) {
      const problems = problemsOf(environmentWith(name, (value) => `${left}${value}${right}`));
      expect(problems.filter((problem) => problem.startsWith(`${name}: `))).toEqual([
        expect.stringMatching(
          new RegExp(`^${name}: is wrapped in quotation marks.*--env-file.*write the value without`),
        ),
      ]);
      expect(problems.join("\n")).not.toContain(SECRET);
    }
  });

  test.each([
    '""',
    "''",
    '"',
    "'",
  ])("nothing but quotation marks: %s – is rejected, and is not the empty value", (value) => {
    expect(problemsOf({ COS_SESSION_TOKEN: value, ...TENCENT })).toEqual([
      expect.stringContaining("COS_SESSION_TOKEN: is wrapped in quotation marks"),
    ]);
  });

  test.each(NAMES)("%s without the settings that use it – is still rejected", (name) => {
    expect(problemsOf({ [name]: '"a"' })).toContainEqual(expect.stringMatching(new RegExp(`^${name}: is wrapped`)));
  });

  test("one of several session keys in them – is rejected", () => {
    const problems = problemsOf({ ...WECHAT, SESSION_KEYS: `${SECRET},"${SECRET}1"` });
    expect(problems).toEqual([expect.stringMatching(/^SESSION_KEYS: .*quotation marks/)]);
  });

  test("a quotation mark inside of a value, or at one end of a secret – is part of it", () => {
    const { auth } = readConfig({ ...WECHAT, OWNER_KEY: `${SECRET}"`, WECHAT_APP_SECRET: `a"b'c` });
    expect(auth).toMatchObject({ wechat: { ownerKey: `${SECRET}"`, appSecret: `a"b'c` } });
    expect(problemsOf({ REDIS_URL: "redis://:'pass'@127.0.0.1" })).toEqual([]);
  });

  test("AUTH in them, in public – is one problem, and not also that nobody has to log in", () => {
    expect(problemsOf({ ...TENCENT, ...WECHAT, NODE_ENV: "production", AUTH: '"wechat"' })).toEqual([
      expect.stringMatching(/^AUTH: is wrapped/),
    ]);
  });
});

describe("white space around a value", () => {
  test.each(NAMES)("%s – is rejected by its name, and not quoted", (name) => {
    for (const [left, right] of [
      [" ", ""],
      ["", " "],
      ["", "\t"],
      ["", "\n"],
      ["\ufeff", ""],
      ["", "\u00a0"],
      ["", "\u3000"],
      ["\u200b", ""],
    ]) {
      const problems = problemsOf(environmentWith(name, (value) => `${left}${value}${right}`));
      expect(problems.filter((problem) => problem.startsWith(`${name}: `))).toEqual([
        expect.stringMatching(new RegExp(`^${name}: has white space or an invisible character`)),
      ]);
      expect(problems.join("\n")).not.toContain(SECRET);
    }
  });

  test.each(NAMES)("%s with a carriage return – says that the file has Windows line ends", (name) => {
    const problems = problemsOf(environmentWith(name, (value) => `${value}\r`));
    expect(problems.filter((problem) => problem.startsWith(`${name}: `))).toEqual([
      expect.stringMatching(new RegExp(`^${name}: ends with a carriage return.*line endings`)),
    ]);
  });

  test("nothing but white space – is rejected", () => {
    expect(problemsOf({ REDIS_URL: "  " })).toEqual([expect.stringMatching(/^REDIS_URL: contains only white space/)]);
  });
});

describe("a name that a tool has kept too much of", () => {
  test.each([
    "export OWNER_KEY",
    "export\tOWNER_KEY",
    "\ufeffOWNER_KEY",
    " OWNER_KEY",
    "OWNER_KEY ",
    "OWNER_KEY\r",
  ])("%j – is rejected, and its value not quoted", (name) => {
    const problems = problemsOf({ [name]: SECRET });
    expect(problems).toEqual([expect.stringMatching(/^OWNER_KEY: .*write OWNER_KEY=/)]);
    expect(problems.join()).not.toContain(SECRET);
  });

  test("of a variable that is not this server's – is nobody's business", () => {
    expect(problemsOf({ "export PATH": "/bin", " HOME": "/root", "": "x" })).toEqual([]);
  });
});

describe("the user info of a URL", () => {
  // Malformed ones too: what is wrong with them must not be the reason to print them.
  const WITH_PASSWORD = [
    "https://admin:hunter2@host.example.com",
    "http://admin:hunter2@host.example.com/path?q=1",
    "https://admin:hun@ter2@host.example.com",
    "https://admin:hunter2@host.example.com:99999/",
    "https://admin:hunter2@",
    "https://:hunter2@host.example.com",
    "https://hunter2@host.example.com",
    "https://admin:a/hunter2#x@host.example.com",
    "https://admin:a,hunter2@host.example.com",
    "https://admin:hunter 2@host.example.com",
    'https://admin:hunter"2@host.example.com',
    "https//admin:hunter2@host.example.com",
    "htps://admin:hunter2@host.example.com",
    "HTTPS://Admin:Hunter2@HOST.EXAMPLE.COM",
    "admin:hunter2@host.example.com",
    "https://admin:hunter2%40host.example.com",
    "https://www.example.com,https://admin:hunter2@host.example.com",
  ];

  test.each(NAMES)("in %s – is in no problem that the start prints", (name) => {
    for (const url of WITH_PASSWORD) {
      const problems = problemsOf(environmentWith(name, () => url));
      expect([url, problems.join("\n").toLowerCase()]).toEqual([url, expect.not.stringMatching(/hunter|"2|ter2/)]);
    }
  });

  test.each([
    "STS_ENDPOINT",
    "COS_HOST",
    "JWT_JWKS_URL",
    "CORS_ORIGINS",
    "ALLOWED_HOSTS",
    "HOST",
    "COS_BUCKET",
  ])("in %s → rejects it by name and quotes the rest of the value", (name) => {
    const problems = problemsOf(environmentWith(name, () => "htps://admin:hunter2@host.example.com"));
    expect(problems).toContainEqual(
      expect.stringMatching(new RegExp(`^${name}: .*(?:host\\.example\\.com|user or a password)`)),
    );
  });

  test.each([
    "https://:hunter2@sts.example.com",
    "https://admin@sts.example.com",
    "http://admin:hunter2@127.0.0.1",
  ])("in an STS_ENDPOINT that is right but for it: %s – is rejected", (endpoint) =>
    expect(problemsOf({ ...ROLE, STS_ENDPOINT: endpoint })).toHaveLength(1));
});

describe("what Kubernetes and Docker put there for a service of the same name", () => {
  const LINKS = ["tcp://10.96.0.17:3001", "udp://10.96.0.17:53", "sctp://[fd00::1]:38412", "TCP://10.96.0.17:3001"];

  test.each(LINKS)("%s in any *_PORT – is passed over, with a local bucket and without one", (link) => {
    const links = { LOCAL_COS_PORT: link, LOCAL_STS_PORT: link, METRICS_PORT: link };
    const config = readConfig({ ...TENCENT, ...links });
    expect(config).toMatchObject({ metrics: undefined, cos: { backend: "tencent" } });
    expect(readConfig(links)).toMatchObject({ cos: { port: 3001 }, credentials: { sts: { localPort: 3002 } } });
  });

  test("no other variable can get one", () => {
    // Service env: <NAME>_SERVICE_HOST, <NAME>_SERVICE_PORT[_<PORT>], <NAME>_PORT[_<NUMBER>_TCP[_PROTO|_PORT|_ADDR]].
    const link = /_SERVICE_HOST$|_SERVICE_PORT(?:_|$)|_PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_|$))?$/;
    expect(NAMES.filter((name) => link.test(name)).sort()).toEqual([
      "LOCAL_COS_PORT",
      "LOCAL_STS_PORT",
      "METRICS_PORT",
    ]);
  });

  test("in PORT, which no service can be called after – is a mistake", () => {
    expect(problemsOf({ PORT: "tcp://10.96.0.17:3000" })).toEqual([expect.stringMatching(/^PORT: .*not a port/)]);
  });

  test.each(["3001/tcp", "-1", "http://10.96.0.17:3001"])("another wrong port: %s – is named", (port) => {
    expect(problemsOf({ LOCAL_COS_PORT: port })).toEqual([expect.stringMatching(/^LOCAL_COS_PORT: .*not a port/)]);
  });
});
