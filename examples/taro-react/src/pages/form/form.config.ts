export default definePageConfig({
  usingComponents: { "cos-uploader": "wx-cos-uploader/miniprogram_dist/cos-uploader/index" },
});
