import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import request from "supertest";
import { PROBLEMS } from "../../src/errors.ts";
import { API_VERSION, createOpenApiDocument, type OpenApiOptions } from "../../src/openapi/openapi-document.ts";
import { routesOf } from "../support/app-routes.ts";
import { createTestApp } from "../support/test-app.ts";

const WHOLE: OpenApiOptions = {
  authentication: "bearer",
  login: true,
  requireSize: true,
  cosEvents: true,
  webhooks: true,
};

describe("the document", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "openapi-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** By the schema of OpenAPI itself, and with every reference followed. */
  async function validate(document: unknown): Promise<{ valid: boolean }> {
    const file = join(directory, "openapi.json");
    await writeFile(file, JSON.stringify(document));
    const packageFile = createRequire(__filename).resolve("@seriousme/openapi-schema-validator/package.json");
    const command = join(dirname(packageFile), "bin/validate-api-cli.js");
    const { stdout, stderr } = spawnSync(process.execPath, [command, file], { encoding: "utf8" });
    return JSON.parse(stdout || stderr);
  }

  test.each<[string, OpenApiOptions]>([
    ["of a server with everything", WHOLE],
    ["of a server with an optional login", { ...WHOLE, isLoginOptional: true }],
    ["of a server with nothing", {}],
    ["of a router in another app", { routes: "uploads", serverUrl: "/api/uploads" }],
  ])("%s – is valid OpenAPI 3.1", async (_, options) => {
    expect(await validate(createOpenApiDocument(options))).toMatchObject({ valid: true });
  });

  test("with a mistake in it – is not valid", async () => {
    const document = createOpenApiDocument();
    const { info: _info, ...headless } = document;
    expect(await validate(headless)).toMatchObject({ valid: false });
    const broken = { ...document, paths: { "/x": { get: { responses: { 200: { description: 5 } } } } } };
    expect(await validate(broken)).toMatchObject({ valid: false });
  });

  test("describes every error of the server", () => {
    const text = JSON.stringify(createOpenApiDocument(WHOLE));
    expect(Object.keys(PROBLEMS).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });

  test("requires a token where an optional login does", () => {
    const { paths } = createOpenApiDocument({ ...WHOLE, isLoginOptional: true });
    const securityOf = (path: string, method: string) => paths[path]?.[method]?.["security"];
    expect(securityOf("/put-sign", "get")).toEqual([{}, { bearer: [] }]);
    expect(securityOf("/uploads", "get")).toEqual([{ bearer: [] }]);
    expect(securityOf("/uploads/delete", "post")).toEqual([{ bearer: [] }]);
    expect(securityOf("/healthz", "get")).toBeUndefined();
  });

  test("has the version of the package", async () => {
    const { version } = JSON.parse(await readFile(join(__dirname, "../../package.json"), "utf8"));
    expect(API_VERSION).toBe(version);
  });
});

describe("routes", () => {
  const documented = ({ paths }: ReturnType<typeof createOpenApiDocument>) =>
    Object.entries(paths)
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`))
      .sort();

  test("no route of the server is undocumented, and none documented that is not there", async () => {
    const handle = async () => ({ queued: 0, missing: 0, rejected: 0, ignored: 0 });
    const { app } = createTestApp({ cosEvents: { secret: "a secret of the test", handle } });
    const { body } = await request(app).get("/openapi.json");
    expect(documented(body)).toEqual(routesOf(app));
    expect(routesOf(app)).toContain("post /put-sign/batch");
    expect(routesOf(app)).toContain("post /events/cos");
  });

  test("a route that nobody documented – is seen", () => {
    const { app } = createTestApp();
    app.get("/forgotten", () => {});
    expect(routesOf(app)).toContain("get /forgotten");
  });
});
