Page({
  data: { serverUrl: getApp().globalData.serverUrl, method: "auto", objectKeys: [] },
  onLoad({ method }) {
    if (method) this.setData({ method });
  },
  onSuccess({ detail }) {
    this.setData({ objectKeys: [...this.data.objectKeys, detail.file.result.objectKey] });
  },
});
