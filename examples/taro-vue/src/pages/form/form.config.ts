export default definePageConfig({
  usingComponents: { "cos-uploader": "../../wx-cos-uploader/cos-uploader/index" },
});
