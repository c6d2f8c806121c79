import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLogDestination } from "../../src/observability/log-destination.ts";

describe("openLogDestination", () => {
  const directory = mkdtempSync(join(tmpdir(), "log-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  async function written(lines: readonly string[]): Promise<string> {
    const file = join(directory, "log");
    const fd = openSync(file, "w");
    const log = openLogDestination(fd);
    for (const line of lines) log.stream.write(line);
    await log.close();
    closeSync(fd);
    return readFileSync(file, "utf8");
  }

  test.each([
    ["no line", []],
    ["one line", ["a\n"]],
    ["a thousand lines", Array.from({ length: 1_000 }, (_, index) => `${index} ${"x".repeat(index % 300)}\n`)],
    ["lines in Chinese", Array.from({ length: 500 }, (_, index) => `${index} 上传照片📷${"片".repeat(index)}\n`)],
    ["a line longer than the buffer", ["before\n", `${"长".repeat(70_000)}\n`, "after\n"]],
    ["a line as long as the buffer", ["before\n", `${"x".repeat(21_845)}\n`, `${"x".repeat(65_535)}\n`, "after\n"]],
  ])("%s – all of it, in order, when it is closed", async (_, lines) => {
    expect(await written(lines)).toBe(lines.join(""));
  });
});
