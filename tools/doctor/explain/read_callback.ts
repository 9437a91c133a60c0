/** A callback as somebody has copied it: from a proxy's log, a curl command, a browser. */
export interface CopiedCallback {
  readonly msgSignature: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64 of `echostr`, or of `Encrypt` in the body. */
  readonly encrypted: string;
  /** The URL was encoded once more than it should be: a proxy on the way does that. */
  readonly isEncodedTwice: boolean;
  /** Last part of the path after `/callback/`: the app's name. */
  readonly appName: string | undefined;
}

/** What is not there, by its name in the URL. */
export interface IncompleteCallback {
  readonly missing: readonly string[];
}

/** Finds a callback in a text. */
export function readCallback(text: string): CopiedCallback | IncompleteCallback {
  const plain = text.replaceAll("&amp;", "&").replaceAll("\\&", "&");
  const raw = {
    msg_signature: parameter(plain, "msg_signature"),
    timestamp: parameter(plain, "timestamp"),
    nonce: parameter(plain, "nonce"),
    echostr: parameter(plain, "echostr") ?? bodyOf(plain),
  };
  const missing = Object.entries(raw).filter(([, value]) => !value).map(([name]) => name);
  if (missing.length > 0) return { missing };
  const decoded = decode(raw.echostr!);
  return {
    msgSignature: decode(raw.msg_signature!),
    timestamp: decode(raw.timestamp!),
    nonce: decode(raw.nonce!),
    // Base64 has no spaces: one that is there was a plus.
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
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
