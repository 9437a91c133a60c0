import { ArgumentError } from "tools/doctor/arguments.ts";
import { orUndefined } from "tools/doctor/settings.ts";

/** A callback copied from a proxy log, a curl command or a browser. */
export interface CopiedCallback {
  readonly msgSignature: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64 of `echostr`, or of `Encrypt` in the body. */
  readonly encrypted: string;
  /** The URL is encoded twice: a proxy did that. */
  readonly isEncodedTwice: boolean;
  /** The name of the app: the part of the path after `/callback/`. */
  readonly appName: string | undefined;
}

/**
 * Finds a callback in a text.
 * @throws ArgumentError when the text contains no whole callback
 */
export function readCallback(text: string): CopiedCallback {
  const plain = text.replaceAll("&amp;", "&").replaceAll("\\&", "&");
  const raw = {
    msg_signature: parameter(plain, "msg_signature"),
    timestamp: parameter(plain, "timestamp"),
    nonce: parameter(plain, "nonce"),
    echostr: parameter(plain, "echostr") ?? bodyOf(plain),
  };
  const missing = Object.entries(raw).filter(([, value]) => !value).map(([name]) => name);
  if (missing.length > 0) {
    throw new ArgumentError(
      `Cannot find a callback: ${missing.join(", ")} missing. ` +
        "Pass the whole URL or curl command in single quotes (for a POST also its body), or use stdin",
    );
  }
  const decoded = decode(raw.echostr!);
  return {
    msgSignature: decode(raw.msg_signature!),
    timestamp: decode(raw.timestamp!),
    nonce: decode(raw.nonce!),
    // Base64 has no spaces: a space was a plus.
    encrypted: decode(decoded).replaceAll(" ", "+"),
    isEncodedTwice: /%[0-9a-f]{2}/i.test(decoded),
    appName: /\/callback\/([a-z0-9-]+)/.exec(plain)?.[1],
  };
}

function parameter(text: string, name: string): string | undefined {
  return new RegExp(`[?&\\s'"]${name}=([^&\\s'"<>]+)`).exec(text)?.[1];
}

function bodyOf(text: string): string | undefined {
  return /<Encrypt>\s*(?:<!\[CDATA\[)?\s*([A-Za-z0-9+/=]+)/.exec(text)?.[1] ??
    /"encrypt"\s*:\s*"([A-Za-z0-9+/=]+)"/.exec(text)?.[1];
}

function decode(text: string): string {
  return orUndefined(() => decodeURIComponent(text)) ?? text;
}
