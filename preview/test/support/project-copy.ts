import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const FIXTURE = join(__dirname, "../fixtures/mini-program");

/** Copies the fixture, so that a test can edit and break its own mini program. */
export async function copyProject() {
  const directory = await mkdtemp(join(tmpdir(), "preview-"));
  await cp(FIXTURE, directory, { recursive: true });
  return {
    directory,
    async write(path: string, text: string) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    },
    remove: (path: string) => rm(join(directory, path)),
    close: () => rm(directory, { recursive: true }),
  };
}
