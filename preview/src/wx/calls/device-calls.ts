import { type Callbacks, succeed } from "../call.ts";
import { createListeners } from "../lifecycle.ts";
import { createKeepScreenOn } from "./keep-screen-on.ts";

/** The base library version that the preview reports. It has all calls that the preview implements. */
const SDK_VERSION = "3.8.12";

interface Theme {
  readonly theme: "light" | "dark";
}

/** Creates the calls for the device, the app, the window and the theme. */
export function createDeviceCalls(browser: Window, language: string, isDarkModeOn: boolean) {
  const dark = browser.matchMedia("(prefers-color-scheme: dark)");
  const theme = (): Theme["theme"] => (dark.matches ? "dark" : "light");
  const themeChanged = createListeners<Theme>();
  const memoryWarned = createListeners<{ readonly level: number }>();
  if (isDarkModeOn) dark.addEventListener("change", () => themeChanged.notify({ theme: theme() }));

  /** The text size in the browser's settings, in pixels. */
  const textSize = () => Number.parseFloat(browser.getComputedStyle(browser.document.documentElement).fontSize) || 16;

  const baseInfo = () => ({
    SDKVersion: SDK_VERSION,
    version: "8.0.50",
    language,
    host: { appId: "" },
    enableDebug: true,
    fontSizeSetting: textSize(),
    fontSizeScaleFactor: textSize() / 16,
    ...(isDarkModeOn && { theme: theme() }),
  });
  const windowInfo = () => {
    const { innerWidth: windowWidth, innerHeight: windowHeight, devicePixelRatio: pixelRatio } = browser;
    const safeArea = {
      left: 0,
      top: 0,
      right: windowWidth,
      bottom: windowHeight,
      width: windowWidth,
      height: windowHeight,
    };
    return {
      pixelRatio,
      windowWidth,
      windowHeight,
      screenWidth: windowWidth,
      screenHeight: windowHeight,
      statusBarHeight: 0,
      screenTop: 0,
      safeArea,
    };
  };
  const deviceInfo = () => ({
    brand: "devtools",
    model: "preview",
    platform: "devtools",
    system: "browser",
    benchmarkLevel: 1,
  });
  const systemInfo = () => ({ ...baseInfo(), ...windowInfo(), ...deviceInfo(), errMsg: "getSystemInfo:ok" });
  return {
    env: { USER_DATA_PATH: "wxfile://usr" },
    getAppBaseInfo: baseInfo,
    getWindowInfo: windowInfo,
    getDeviceInfo: deviceInfo,
    getSystemInfoSync: systemInfo,
    getSystemInfo: (option?: Callbacks<object>) => succeed("getSystemInfo", option, systemInfo()),
    getSystemSetting: () => ({
      bluetoothEnabled: false,
      locationEnabled: false,
      wifiEnabled: true,
      deviceOrientation: "portrait",
    }),
    getAppAuthorizeSetting: () => ({ albumAuthorized: "authorized", cameraAuthorized: "authorized" }),
    getAccountInfoSync: () => ({ miniProgram: { appId: "touristappid", envVersion: "develop" as const, version: "" } }),
    getMenuButtonBoundingClientRect: () => ({
      left: browser.innerWidth - 94,
      right: browser.innerWidth - 7,
      top: 6,
      bottom: 38,
      width: 87,
      height: 32,
    }),
    // A browser does not report that memory runs low, so no listener is called.
    onMemoryWarning: memoryWarned.add,
    offMemoryWarning: memoryWarned.remove,
    setKeepScreenOn: createKeepScreenOn(browser),
    onThemeChange: themeChanged.add,
    offThemeChange: themeChanged.remove,
    // It only fills WeChat's cache. A browser loads an image or a font when a page shows it.
    preloadAssets: (option?: Callbacks<object>) => succeed("preloadAssets", option, {}),
    vibrateShort: (option?: Callbacks<object>) => succeed("vibrateShort", option, {}),
    openAppAuthorizeSetting: (option?: Callbacks<object>) => succeed("openAppAuthorizeSetting", option, {}),
  };
}
