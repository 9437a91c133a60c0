import { createHash } from "node:crypto";

/** What a JS-SDK signature is made of. */
export interface JssdkFacts {
  /** The corp's for `config`, the app's for `agentConfig`. */
  readonly ticket: string;
  readonly nonceStr: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** The page's address as the browser has it (`location.href`), encoded as it is there. */
  readonly url: string;
}

/** The signature of a page, lower-case hex; what follows `#` does not belong to it. Document path 96909. */
export function signJssdk({ ticket, nonceStr, timestamp, url }: JssdkFacts): string {
  const page = url.split("#", 1)[0]!;
  return createHash("sha1")
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`)
    .digest("hex");
}
