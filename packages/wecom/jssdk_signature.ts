import { createHash } from "node:crypto";

/** The parts of a JS-SDK signature. */
export interface JssdkFacts {
  /** The corp's ticket for `config`, the app's ticket for `agentConfig`. */
  readonly ticket: string;
  readonly nonceStr: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** The page's address exactly as in the browser's `location.href`. */
  readonly url: string;
}

/** The signature of a page as lower-case hex. The fragment of the URL is not signed. Document path 96909. */
export function signJssdk({ ticket, nonceStr, timestamp, url }: JssdkFacts): string {
  const page = url.split("#", 1)[0]!;
  return createHash("sha1")
    .update(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`)
    .digest("hex");
}
