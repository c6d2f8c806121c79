import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";

/** The built program, as `npm run doctor` runs it. `npm test` builds before it tests. */
const MAIN = join(__dirname, "../dist/main.js");
const TENCENT = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "a-secret-key-of-the-test",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
  // Nothing listens there, and no test goes to the internet.
  COS_HOST: "127.0.0.1:9999",
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "doctor-main-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function run(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: { PATH: process.env["PATH"], TMPDIR: directory, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(stdout + stderr).not.toContain(TENCENT.COS_SECRET_KEY);
  expect(stdout + stderr).not.toContain(LOCAL_COS_DEFAULTS.credentials.secretKey);
  return { stdout, stderr, code, lines: stdout.split("\n") };
}

describe("without configuration", () => {
  test("examines a local COS, leaves nothing behind, and exits 0", async () => {
    const { stdout, stderr, code, lines } = await run({});
    expect([code, stderr]).toEqual([0, ""]);
    expect(lines.filter((line) => /^[✓✗–]/u.test(line))).toHaveLength(17);
    expect(stdout).toMatch(/^✓ variables .*\n✓ bucket {7}started a local COS .*\n✓ clock /);
    expect(stdout).toContain("\nNo problems found.\n");
    expect(await readdir(directory)).toEqual([]);
  });

  test("prints Chinese in a Chinese terminal", async () => {
    const { stdout, code } = await run({ LC_ALL: "zh_CN.UTF-8", CREDENTIALS: "role" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ 环境变量 {5}全部可用/);
    expect(stdout).toContain("缺少 name/cos:DeleteObject");
    expect(stdout).toContain("一切正常。");
  });
});

describe("with no folder for temporary files", () => {
  test("reports what it needs, and exits 1", async () => {
    const { stdout, stderr, code } = await run({ TMPDIR: join(directory, "nowhere") });
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("✗ bucket       could not start a local COS: ENOENT");
    expect(stdout).toContain("TMPDIR");
  });
});

describe("with invalid variables", () => {
  test("names all of them at once, tries nothing, and exits 1", async () => {
    const { code, lines } = await run({ ...TENCENT, COS_BUCKET: "", PORT: "http", COS_SECRET_KEY: " spaced-secret " });
    expect(code).toBe(1);
    expect(lines.map((line) => line.slice(0, 31).trim())).toEqual(
      [
        "✗ variables    COS_SECRET_KEY: ",
        "✗ variables    COS_BUCKET: is mi",
        '✗ variables    PORT: "http" is n',
        "→ correct them i",
        "",
        "3 problems found.",
        "",
      ].map((line) => line.slice(0, 31).trim()),
    );
    expect(lines.join("\n")).not.toContain("spaced-secret");
  });

  test("reads variables from .env", async () => {
    await writeFile(join(directory, ".env"), "SIGNATURE_SECONDS=1h\n");
    const { code, stdout } = await run({});
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('✗ variables    SIGNATURE_SECONDS: "1h" is not seconds'),
    ]);
  });
});

describe("with a bucket of Tencent's", () => {
  test("that is unreachable → reports it, prints its domain for all lists, and exits 1", async () => {
    const { code, stdout } = await run(TENCENT);
    expect(code).toBe(1);
    expect(stdout).toContain("✗ bucket       https://127.0.0.1:9999 does not respond: ECONNREFUSED");
    expect(stdout).toContain("request\n    https://<your signing server>\n    https://127.0.0.1:9999\n");
    expect(stdout).toContain("uploadFile\n    https://127.0.0.1:9999\n");
    expect(stdout).toContain("downloadFile (for the page with the user's uploads)\n    https://127.0.0.1:9999\n");
  });

  test("that is read from another host → prints that host for reading", async () => {
    const { stdout } = await run({ ...TENCENT, DOWNLOAD_HOST: "photos.example.com" });
    expect(stdout).toContain("    https://127.0.0.1:9999\n    https://photos.example.com\n  uploadFile\n");
    expect(stdout).toContain("uploads)\n    https://photos.example.com\n");
    expect(stdout).toContain("1 problem found.");
  });
});
