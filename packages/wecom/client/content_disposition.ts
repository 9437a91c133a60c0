const MAX_NAME_CHARACTERS = 200;

/**
 * The file name in a Content-Disposition header (RFC 6266), without folders and control characters;
 * `undefined` when the header has none. WeCom also sends names as raw UTF-8 bytes; `fetch` gives them
 * as one character per byte.
 */
export function readFileName(header: string | null): string | undefined {
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? "")?.[1];
  const [, quoted, token] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(header ?? "") ?? [];
  const name = extended === undefined
    ? decodeBytes(quoted ?? token ?? "")
    : decodePercents(extended);
  const last = name.split(/[/\\]/).at(-1)!.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").trim();
  if (/^\.*$/.test(last)) return undefined;
  return Array.from(last).slice(-MAX_NAME_CHARACTERS).join("");
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function decodeBytes(text: string): string {
  if (!/^[\0-\xff]*$/.test(text)) return text;
  try {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
