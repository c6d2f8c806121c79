Page({
  data: {
    serverUrl: getApp().globalData.serverUrl,
    // A token of your own back end.
    authorize: async () => "a-token",
    pickedCount: 0,
    objectKeys: [],
  },
  onSelectChange({ detail }) {
    this.setData({ pickedCount: detail.files.length });
  },
  onSubmit() {
    this.selectComponent("#uploader").upload();
  },
  onComplete({ detail }) {
    const objectKeys = detail.files.flatMap(({ result }) => (result ? [result.objectKey] : []));
    this.setData({ objectKeys });
  },
});
