import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFolder } from "../../src/serve/watch-project.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "watch-"));
  await writeFile(join(directory, "page.ts"), "0");
});

afterEach(() => rm(directory, { recursive: true }));

/** As editors, sed and git save: a new file takes the old one's place. */
async function replace(text: string): Promise<void> {
  await writeFile(join(directory, "page.ts.new"), text);
  await rename(join(directory, "page.ts.new"), join(directory, "page.ts"));
}

test("a file that is replaced again and again, then written in place, is seen every time", async () => {
  let tell = () => {};
  const stop = watchFolder(directory, () => tell());
  const changed = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  for (const change of [replace, replace, replace, (text: string) => writeFile(join(directory, "page.ts"), text)]) {
    const seen = changed();
    await change("1");
    await seen;
  }
  stop();
});

test("a folder that is not there is not watched", () => {
  expect(() => watchFolder(join(directory, "nowhere"), () => {})()).not.toThrow();
});
