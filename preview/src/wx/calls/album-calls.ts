import { type Callbacks, call } from "../call.ts";
import type { WxEnvironment } from "../environment.ts";
import type { UserInterface } from "../interface/user-interface.ts";
import { wordsFor } from "../interface/words.ts";
import { WxFailure } from "../wx-failure.ts";

/** The one permission that the preview knows. https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/authorize.html */
const ALBUM = "scope.writePhotosAlbum";

/** Storage key of the user's decision. It is separate from the mini program's storage, so clearing that does not change it. */
const STORED_AS = "preview: save to album";

/** What the calls need of the environment. */
interface AlbumEnvironment extends Pick<WxEnvironment, "files" | "storage" | "language"> {
  readonly userInterface: Pick<UserInterface, "showModal" | "saveFile">;
}

type FileOption = Callbacks<object> & { readonly filePath: string };

/**
 * Creates the calls that save to the phone's album, and those for its permission. WeChat asks the user at the first call and remembers the
 * decision; the user changes it in `wx.openSetting`. The browser saves the file among its downloads.
 */
export function createAlbumCalls({ files, storage, userInterface, language }: AlbumEnvironment) {
  const words = wordsFor(language);
  const decision = (): boolean | undefined => {
    const stored = storage.getItem(STORED_AS);
    return stored === null ? undefined : stored === "allowed";
  };
  const authSetting = () => {
    const isAllowed = decision();
    return isAllowed === undefined ? {} : { [ALBUM]: isAllowed };
  };

  async function ask(title: string): Promise<boolean> {
    const { confirm } = await userInterface.showModal({
      title,
      content: words.albumQuestion,
      confirmText: words.allow,
      cancelText: words.decline,
    });
    storage.setItem(STORED_AS, confirm ? "allowed" : "denied");
    return confirm;
  }

  const save = (name: string, kind: "image" | "video") => (option: FileOption) =>
    call(name, option, async () => {
      const file = files.get(option.filePath);
      const address = files.address(option.filePath);
      if (file === undefined || address === undefined) throw new WxFailure("file not exists", 1_300_002);
      // A file whose type is unknown is saved as it is.
      if (file.type !== "" && !file.type.startsWith(`${kind}/`)) throw new WxFailure("invalid file type");
      if (!(decision() ?? (await ask(words.album)))) throw new WxFailure("auth deny");
      userInterface.saveFile(address, option.filePath.slice(option.filePath.lastIndexOf("/") + 1));
      return {};
    });

  return {
    saveImageToPhotosAlbum: save("saveImageToPhotosAlbum", "image"),
    saveVideoToPhotosAlbum: save("saveVideoToPhotosAlbum", "video"),
    getSetting: (option?: Callbacks<object>) => call("getSetting", option, () => ({ authSetting: authSetting() })),
    openSetting: (option?: Callbacks<object>) =>
      call("openSetting", option, async () => {
        // WeChat's settings list only permissions that the mini program has requested.
        if (decision() !== undefined) await ask(words.settings);
        return { authSetting: authSetting() };
      }),
  };
}
