import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Where a file stands, what it says, and whether the rules of the house let it. */
const LINES: ReadonlyArray<[file: string, line: string, verdict: "refused" | "let"]> = [
  ["shared/src/a.ts", 'import "@wx-cos-upload/server";', "refused"],
  ["shared/src/b.ts", 'import "zod";', "let"],
  ["server/src/cos/a.ts", 'import "../errors.ts";', "refused"],
  ["server/src/cos/b.ts", 'import "express";', "refused"],
  ["server/src/cos/c.ts", 'import "node:fs";', "refused"],
  ["server/src/cos/d.ts", 'import "node:crypto";', "let"],
  ["server/src/cos/e.ts", 'import "./url-encode.ts";', "let"],
  ["server/src/tc3/a.ts", 'import "../cos/index.ts";', "refused"],
  ["server/src/tc3/b.ts", 'import "node:crypto";', "let"],
  ["server/src/credentials/a.ts", 'import "../config/config.ts";', "refused"],
  ["server/src/credentials/b.ts", 'import "node:fs";', "refused"],
  ["server/src/credentials/c.ts", 'import "../tc3/index.ts";', "let"],
  ["server/src/routes/a.ts", 'import "../config/config.ts";', "refused"],
  ["server/src/routes/b.ts", 'import "../cos/index.ts";', "let"],
  ["server/src/routes/c.ts", 'import "@wx-cos-upload/local-cloud/cos";', "refused"],
  ["server/src/middleware/a.ts", 'import "../routes/health.ts";', "refused"],
  ["server/src/middleware/b.ts", 'import "../errors.ts";', "let"],
  ["server/src/middleware/c.ts", 'import "../owner.ts";', "let"],
  ["server/src/auth/a.ts", 'import "../middleware/request-id.ts";', "refused"],
  ["server/src/auth/b.ts", 'import "express";', "refused"],
  ["server/src/auth/c.ts", 'import "../errors.ts";\nimport "jose";', "let"],
  ["server/src/uploads/a.ts", 'import "../middleware/request-id.ts";', "refused"],
  ["server/src/openapi/a.ts", 'import "../routes/health.ts";', "refused"],
  ["server/src/openapi/b.ts", 'import "express";', "refused"],
  ["server/src/openapi/c.ts", 'import "../errors.ts";\nimport "zod";', "let"],
  ["server/src/index.ts", 'import "@wx-cos-upload/api-docs";', "refused"],
  ["api-docs/src/a.ts", 'import "@wx-cos-upload/server";', "refused"],
  ["api-docs/src/b.ts", 'import "express";', "let"],
  ["examples/express/a.ts", 'import "@wx-cos-upload/server/advanced";', "refused"],
  ["examples/express/b.ts", 'import "@wx-cos-upload/cos-signature";', "refused"],
  ["examples/express/c.ts", 'import "@wx-cos-upload/server";', "let"],
  ["server/src/open-login.ts", 'import "@wx-cos-upload/local-cloud/wechat";', "refused"],
  ["server/src/app.ts", 'import "@wx-cos-upload/local-cloud/cos";', "refused"],
  ["server/src/logger.ts", "export const level = process.env.LEVEL;", "refused"],
  ["server/src/main.ts", 'import "./development.ts";\nexport const host = process.env.HOST;', "let"],
  ["server/src/development.ts", 'import "@wx-cos-upload/local-cloud/cos";', "let"],
  ["server/src/bucket.ts", 'import "./development.ts";', "refused"],
  ["server/src/doctor/main.ts", 'import "./development.ts";\nexport const host = process.env.HOST;', "let"],
  ["server/src/doctor/development.ts", 'import "@wx-cos-upload/local-cloud/cos";', "let"],
  ["server/src/doctor/examine.ts", 'import "./development.ts";', "refused"],
  ["server/src/doctor/checks/a.ts", 'import "@wx-cos-upload/local-cloud/cos";', "refused"],
  ["server/src/doctor/checks/b.ts", "export const host = process.env.HOST;", "refused"],
  ["local-cloud/src/cos/a.ts", 'import "@wx-cos-upload/server";', "refused"],
  ["local-cloud/src/cos/b.ts", 'import "@wx-cos-upload/contract";', "refused"],
  ["local-cloud/src/cos/c.ts", 'import "@wx-cos-upload/cos-signature";', "let"],
  ["preview/src/serve/a.ts", 'import "@wx-cos-upload/server";', "refused"],
  ["preview/src/serve/b.ts", 'import "node:fs";', "let"],
  ["preview/src/wx/a.ts", 'import "node:fs";', "refused"],
  ["preview/src/host/a.ts", 'import "../serve/events.ts";', "refused"],
  ["server/src/listen.ts", 'import "@wx-cos-upload/preview";', "refused"],
  ["local-cloud/src/sts/a.ts", 'import "@wx-cos-upload/cos-signature";', "let"],
  ["local-cloud/src/cam/a.ts", 'import "../cos/errors.ts";', "refused"],
  ["local-cloud/src/wechat/a.ts", 'import "@wx-cos-upload/contract";', "refused"],
  ["miniprogram/src/a.ts", 'import "zod";', "refused"],
  ["miniprogram/src/uploader/a.ts", 'import "../texts/texts";', "refused"],
  ["miniprogram/src/uploader/b.ts", 'export type { Problem } from "@wx-cos-upload/contract";', "let"],
];

const REPOSITORY = join(__dirname, "../..");
let directory: string;
let refused: ReadonlySet<string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-"));
  await cp(join(REPOSITORY, "biome.json"), join(directory, "biome.json"));
  for (const [file, line] of LINES) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), `${line}\n`);
  }
  refused = lint();
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

it.each(LINES)("%s: %s – is %s", (file, _line, verdict) => {
  expect(refused.has(file)).toBe(verdict === "refused");
});

function lint(): ReadonlySet<string> {
  const biome = createRequire(__filename).resolve("@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=github", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
  const files = [...stdout.matchAll(/lint\/style\/(?:noRestrictedImports|noProcessEnv),file=([^,]+)/g)];
  if (files.length === 0) throw new Error(`the linter found nothing at all: ${stderr}`);
  return new Set(files.map(([, file = ""]) => file));
}
