const { createWechatUploader, UploadError } = require("wx-cos-uploader");

Page({
  data: { objectKey: "", failure: "" },
  onLoad() {
    this.uploader = createWechatUploader({ serverUrl: getApp().globalData.serverUrl });
  },
  onUnload() {
    this.uploader.cancelAll();
  },
  async onPick() {
    // Rejects when the user closes the picker.
    const { tempFiles } = await wx.chooseMedia({ count: 1 }).catch(() => ({ tempFiles: [] }));
    const [photo] = tempFiles;
    if (photo === undefined) return;
    try {
      const { objectKey } = await this.uploader.upload({ filePath: photo.tempFilePath }).result;
      this.setData({ objectKey, failure: "" });
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      this.setData({ failure: error.code });
    }
  },
});
