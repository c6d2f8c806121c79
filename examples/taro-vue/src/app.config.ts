export default defineAppConfig({
  pages: ["pages/component/component", "pages/library/library"],
  window: { navigationBarTitleText: "Taro Vue" },
});
