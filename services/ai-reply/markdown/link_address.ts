import { decodeEntities } from "services/ai-reply/text/decode_entities.ts";

/** The address of a link. */
export type Address =
  /** Can be opened: http or https. */
  | { readonly kind: "web"; readonly url: string; readonly shown: string }
  /** A phone number, e-mail or address without a scheme: shown, not linked. */
  | { readonly kind: "other"; readonly shown: string }
  /** Could run a script or open a file: never shown. */
  | { readonly kind: "dangerous" };

/** Browsers ignore blanks and control characters in a scheme. */
// deno-lint-ignore no-control-regex
const IGNORED = /[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]/g;
/** References to such characters. */
const HIDDEN = /&(?:#0*(?:9|1[03]|32)|#x0*(?:[9ad]|20)|tab|newline|nbsp);/gi;
const DANGEROUS =
  /^(?:(?:java|vb|live)script:|data:[\w.+-]*[/,;]|(?:file|blob|about|view-source|weixin|intent):)/i;
const REMOTE = /^(?:tel|sms|mailto):(?:\/\/)?/i;
/** Another scheme, a path, an anchor, an e-mail address, or a name with a dot. */
const ADDRESS =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/|#|\?|[\w.+-]+@[\w-]+\.|[a-z0-9][\w-]*(?:\.[\w-]+)+(?:[:/?#]|$))/i;

/** Reads the address of a link; undefined: the text in the brackets is no address, so there is no link. */
export function readAddress(href: string): Address | undefined {
  const address = decodeEntities(href.replace(HIDDEN, "").replace(/&colon;/gi, ":"))
    .replace(IGNORED, "");
  if (DANGEROUS.test(address) || DANGEROUS.test(decodeSafely(address))) {
    return { kind: "dangerous" };
  }
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) {
    const url = escapeUrl(new URL(address).href);
    return { kind: "web", url, shown: /^[\w!#$%&*+,./:;=?@~-]+$/.test(address) ? address : url };
  }
  if (REMOTE.test(address)) {
    const shown = decodeSafely(address.replace(REMOTE, ""));
    return shown === "" ? undefined : { kind: "other", shown };
  }
  return ADDRESS.test(address) ? { kind: "other", shown: address } : undefined;
}

/** Percent-encodes all characters that could end an attribute or the brackets around the address. */
function escapeUrl(url: string): string {
  return url.replace(
    /["'<>()\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
