export * from "../../src/uploader/index";
export { type BrowserPlatform, createBrowserPlatform } from "./browser-platform";
export { type BrowserUploader, createBrowserUploader } from "./browser-uploader";
export type { BrowserFiles } from "./file-store";
