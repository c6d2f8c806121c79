export default defineAppConfig({
  pages: ["pages/component/component", "pages/library/library", "pages/form/form"],
  window: { navigationBarTitleText: "Taro Vue" },
});
