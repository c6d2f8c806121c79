import { defineConfig } from "@tarojs/cli";

export default defineConfig({
  projectName: "taro-vue-example",
  date: "2026-11-29",
  designWidth: 750,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: "src",
  outputRoot: "dist",
  framework: "vue3",
  compiler: "vite",
  // Taro's Vite runner cannot compile native components from npm, so the built component is copied over the stub in src/wx-cos-uploader.
  copy: {
    patterns: ["cos-uploader", "uploader"].map((folder) => ({
      from: `node_modules/wx-cos-uploader/miniprogram_dist/${folder}`,
      to: `dist/wx-cos-uploader/${folder}`,
    })),
    options: {},
  },
  mini: {},
});
