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

/** Saves as editors, sed and git do: writes a new file, then renames it over the old one. */
async function replace(text: string): Promise<void> {
  await writeFile(join(directory, "page.ts.new"), text);
  await rename(join(directory, "page.ts.new"), join(directory, "page.ts"));
}

test("reports every change of a file that is replaced several times and then written in place", async () => {
  let notify = () => {};
  const stop = watchFolder(directory, () => notify());
  const changed = () =>
    new Promise<void>((resolve) => {
      notify = resolve;
    });
  for (const change of [replace, replace, replace, (text: string) => writeFile(join(directory, "page.ts"), text)]) {
    const reported = changed();
    await change("1");
    await reported;
  }
  stop();
});

test("does nothing if the folder does not exist", () => {
  expect(() => watchFolder(join(directory, "nowhere"), () => {})()).not.toThrow();
});
