import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("the library is as small as it says", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(__dirname, "../../scripts/print-size.mjs")], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^uploader, minified: \d{5} bytes.*\nuploader, gzipped: \d{4} bytes/);
  expect({ status, stdout }).toMatchObject({ status: 0 });
});
