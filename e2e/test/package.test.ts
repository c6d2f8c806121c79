import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const REPOSITORY = join(__dirname, "../..");

/** A program that uses the installed packages: the three lines of docs/server-library.md, and the signing core. */
const CONSUMER = `
import { createCosUploadSigner, createUploadRouter, fixedCredentials, type UploadSigner } from "@wx-cos-upload/server";
import { objectUrl } from "@wx-cos-upload/cos-signature";
import { putSignResponse } from "@wx-cos-upload/contract";
import express from "express";

const credentials = fixedCredentials({ secretId: "id", secretKey: "key" });
const signer: UploadSigner = createCosUploadSigner({ bucket: "examplebucket-1250000000", region: "ap-guangzhou", credentials });
const authenticator = (req: express.Request) => req.get("x-user");
express().use("/uploads", createUploadRouter({ signer, authenticator, logFailure: console.error }));
console.log(Object.keys(putSignResponse.shape).length, objectUrl("https", "a", "b"));
`;

/** The server and the packages that it needs. */
const PACKAGES = ["server", "shared/contract", "shared/cos-signature", "shared/node-kit"];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "package-"));
  await linkDependencies();
  for (const workspace of PACKAGES) await unpack(workspace);
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  await writeFile(join(directory, "consumer.ts"), CONSUMER);
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

describe("the packed packages, installed in another project", () => {
  test("have all their dependencies and complete types", () => {
    const options = ["--strict", "--module", "nodenext", "--target", "es2023", "--types", "node", "--outDir", "out"];
    const tsc = join(dirname(createRequire(__filename).resolve("typescript/package.json")), "bin/tsc");
    expect(run([tsc, ...options, "consumer.ts"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(run(["out/consumer.js"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ https:\/\/a\/b\n$/),
    });
  });

  test("contain no source, test or source map", async () => {
    const files = await readdir(join(directory, "node_modules/@wx-cos-upload/server"), { recursive: true });
    expect(files).toContain("dist/index.js");
    expect(files.filter((file) => /\.map$|\.tsbuildinfo$|^src|^test|^bench/.test(file))).toEqual([]);
  });
});

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Links the dependencies that the packages declare, and the types that the consumer's compiler needs. Links nothing else. */
async function linkDependencies(): Promise<void> {
  const manifests = await Promise.all(PACKAGES.map((name) => readFile(join(REPOSITORY, name, "package.json"), "utf8")));
  const declared = manifests.flatMap((text) => Object.keys(JSON.parse(text).dependencies ?? {}));
  const names = new Set(
    [...declared, "@types/express", "@types/node"].filter((name) => !name.startsWith("@wx-cos-upload/")),
  );
  for (const name of names) {
    const link = join(directory, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    // npm installs a dependency in the workspace itself if another version of it is at the root.
    const places = [...PACKAGES, ""].map((workspace) => join(REPOSITORY, workspace, "node_modules", name));
    const installed = places.find((place) => existsSync(place));
    if (installed === undefined) throw new Error(`${name} is not installed`);
    await symlink(installed, link);
  }
}

async function unpack(workspace: string): Promise<void> {
  const packed = spawnSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", directory], {
    cwd: join(REPOSITORY, workspace),
    encoding: "utf8",
  });
  const target = join(directory, "node_modules/@wx-cos-upload", basename(workspace));
  await mkdir(target, { recursive: true });
  const { status, stderr } = spawnSync("tar", [
    "-xzf",
    join(directory, packed.stdout.trim()),
    "--strip-components=1",
    "-C",
    target,
  ]);
  if (packed.status !== 0 || status !== 0) throw new Error(`${packed.stderr}${stderr}`);
}
