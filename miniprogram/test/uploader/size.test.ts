import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("the library stays within its size limits", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(__dirname, "../../scripts/print-size.mjs")], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^core: \d{4} bytes gzipped of at most 8192, \d{5} minified$/m);
  expect(stdout).toMatch(/^core on WeChat: \d{4} bytes gzipped, \d{5} minified$/m);
  expect(stdout).toMatch(/^core on WeChat with login: \d{5} bytes gzipped of at most 10496, \d{5} minified$/m);
  expect(stdout).toMatch(/^core on WeChat with login and multipart: \d{5} bytes gzipped, \d{5} minified$/m);
  expect(stdout).toMatch(/^core on WeChat with login and stored uploads: \d{5} bytes gzipped, \d{5} minified$/m);
  expect(stdout).toMatch(/^core in a browser: \d{5} bytes gzipped, \d{5} minified$/m);
  expect({ status, stdout }).toMatchObject({ status: 0 });
});
