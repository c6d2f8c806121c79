/** A call that WeChat fails: `request:fail timeout` is the name of the call and then this. */
export class WxFailure extends Error {
  override readonly name = "WxFailure";
  /** https://developers.weixin.qq.com/miniprogram/dev/framework/usability/PublicErrno.html */
  readonly errno: number | undefined;

  /** @param reason what follows `fail`: `timeout` */
  constructor(reason: string, errno?: number) {
    super(reason);
    this.errno = errno;
  }
}
