import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

// The exported names of each package with their types, so that a change of the API is seen in review.
//
//   node tools/api-report.mjs           compares with docs/api-reports, exits with 1 where they differ
//   node tools/api-report.mjs --update  writes them

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REPORTS = join(ROOT, "docs/api-reports");

/** The built declarations of each door. */
const DOORS = {
  server: "server/dist/index.d.ts",
  "server-advanced": "server/dist/advanced.d.ts",
  "cos-signature": "shared/cos-signature/dist/index.d.ts",
  "local-cos": "local-cloud/dist/cos/index.d.ts",
  uploader: "miniprogram/dist/uploader/index.d.ts",
  "uploader-multipart": "miniprogram/dist/uploader/multipart/index.d.ts",
  "uploader-uploads": "miniprogram/dist/uploader/uploads/index.d.ts",
};

const COMPILER_OPTIONS = {
  module: "nodenext",
  moduleResolution: "nodenext",
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
  skipLibCheck: true,
};

function configOf(name, entry, temporary) {
  const silent = { default: { logLevel: "none" } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: join(ROOT, entry.split("/dist/")[0]),
      mainEntryPointFilePath: join(ROOT, entry),
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [join(ROOT, entry)] } },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: REPORTS,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, entry.split("/dist/")[0], "package.json"),
  });
}

const isUpdate = process.argv.includes("--update");
const temporary = join(tmpdir(), `api-report-${process.pid}`);
mkdirSync(REPORTS, { recursive: true });
mkdirSync(temporary, { recursive: true });
try {
  for (const [name, entry] of Object.entries(DOORS)) {
    const { apiReportChanged } = Extractor.invoke(configOf(name, entry, temporary), {
      localBuild: isUpdate,
      messageCallback(message) {
        message.logLevel = ExtractorLogLevel.None;
      },
    });
    if (apiReportChanged && !isUpdate) {
      process.exitCode = 1;
      process.stderr.write(`The API of ${name} has changed. Run npm run api-report, and commit what it writes.\n`);
    }
  }
} finally {
  rmSync(temporary, { recursive: true });
}
