import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const UPLOADER = join(__dirname, "../../src/uploader");

test("only wechat-platform.ts names wx, so everything else runs anywhere", () => {
  const sources = readdirSync(UPLOADER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const naming = sources.filter((file) =>
    /\bwx\.|WechatMiniprogram/.test(withoutComments(readFileSync(join(UPLOADER, file), "utf8"))),
  );
  expect(naming).toEqual(["wechat-platform.ts"]);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}
