import { defineConfig } from "@tarojs/cli";

export default defineConfig({
  projectName: "taro-react-example",
  date: "2026-11-29",
  designWidth: 750,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: "src",
  outputRoot: "dist",
  framework: "react",
  compiler: { type: "webpack5", prebundle: { enable: false } },
  mini: {},
});
