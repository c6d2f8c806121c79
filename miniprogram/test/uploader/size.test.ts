import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("the library is as small as it says", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(__dirname, "../../scripts/print-size.mjs")], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^uploader, minified: \d{5} bytes.*\nuploader, gzipped: \d{4} bytes/);
  expect(stdout).toMatch(/^with login by WeChat: \d{5} bytes minified, \d{4} gzipped$/m);
  expect({ status, stdout }).toMatchObject({ status: 0 });
});
