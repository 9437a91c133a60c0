/** A business failure: HTTP 200 with `errcode` other than 0. `（模拟器自拟）` in the text marks codes that no document has. */
export class UpstreamError extends Error {
  constructor(readonly errcode: number, message: string) {
    super(message);
  }
}

/** The answer for an instance that is not logged in. */
export const NOT_LOGGED_IN = { errcode: 500, errmsg: "实例未登录" } as const;
/** The answer for a `uuid` that does not exist (any more). */
export const NO_INSTANCE = { errcode: 500, errmsg: "实例不存在" } as const;
/** The answer of every call while a second verification is demanded. */
export const SECOND_VERIFY = {
  errcode: -11025,
  errmsg: "出现二次验证，请重新获取二维码登录",
} as const;

/** The error of one of the answers above. */
export function errorOf({ errcode, errmsg }: { errcode: number; errmsg: string }): UpstreamError {
  return new UpstreamError(errcode, errmsg);
}
