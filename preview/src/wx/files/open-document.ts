import { type Callbacks, call } from "../call.ts";
import type { UserInterface } from "../interface/user-interface.ts";
import { WxFailure } from "../wx-failure.ts";
import type { TempFiles } from "./temp-files.ts";

interface DocumentOption extends Callbacks<object> {
  readonly filePath: string;
  /** @default the path's extension */
  readonly fileType?: string;
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/wx.openDocument.html */
const FILE_TYPES: readonly string[] = ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf"];

/** Creates `wx.openDocument`. The browser opens the document in a tab of its own, or downloads it if it cannot show the type. */
export function createOpenDocument(files: TempFiles, userInterface: Pick<UserInterface, "openDocument">) {
  return (option: DocumentOption) =>
    call("openDocument", option, () => {
      const { filePath, fileType = filePath.slice(filePath.lastIndexOf(".") + 1) } = option;
      if (!FILE_TYPES.includes(fileType.toLowerCase())) throw new WxFailure("filetype not supported");
      const address = files.address(filePath);
      if (address === undefined) throw new WxFailure(`no such file or directory "${filePath}"`, 1_300_002);
      userInterface.openDocument(address);
      return {};
    });
}
