/** A failure of a call in WeChat's wording. `call` adds the prefix: `request:fail timeout`. */
export class WxFailure extends Error {
  override readonly name = "WxFailure";
  /** https://developers.weixin.qq.com/miniprogram/dev/framework/usability/PublicErrno.html */
  readonly errno: number | undefined;

  /** @param reason the text after `fail`: `timeout` */
  constructor(reason: string, errno?: number) {
    super(reason);
    this.errno = errno;
  }
}
