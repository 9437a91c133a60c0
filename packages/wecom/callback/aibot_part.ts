import { readableWords } from "packages/wecom/readable_words.ts";

/** A part of a message to an AI bot: a quoted message, or an item of a mixed one. `msgType` names its other field. */
export interface AiBotPart {
  readonly msgType: string;
  readonly [name: string]: unknown;
}

/** The content of a part, in its order. */
export interface AiBotPartContent {
  /** Its words: of text, of transcribed voice, and of kinds that are not known here. */
  readonly texts: readonly string[];
  readonly files: readonly { readonly type: "image" | "video" | "file"; readonly url: string }[];
}

/**
 * Reads a part of any kind. A part without words and files yields its kind in square brackets, so that no part is lost
 * unseen. Source: document path 100719.
 */
export function readAiBotPart(part: AiBotPart): AiBotPartContent {
  const { msgType } = part;
  const own = ownFields(part);
  const field = (name: string) => {
    const value = (own as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const url = field("url");
  switch (msgType) {
    case "text":
    case "voice":
      return { texts: listed(field("content")), files: [] };
    case "image":
    case "video":
    case "file":
      if (url !== undefined) return { texts: [], files: [{ type: msgType, url }] };
      break;
    case "mixed":
      return readItems(own);
    case "link":
      // The address of a link is its content; other addresses give access to a file.
      return { texts: listed([readableWords(own), url].filter(Boolean).join("\n")), files: [] };
  }
  return { texts: [readableWords(own) || `[${msgType}]`], files: [] };
}

/** The field that the kind names; in a part it has camel case: `templateCard` of the kind `template_card`. */
function ownFields(part: AiBotPart): unknown {
  const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
  const name = Object.keys(part).find((name) => plain(name) === plain(part.msgType));
  return name === undefined ? undefined : part[name];
}

function readItems(mixed: unknown): AiBotPartContent {
  const { msgItem } = (mixed ?? {}) as { readonly msgItem?: unknown };
  const items = (Array.isArray(msgItem) ? msgItem : [msgItem]).filter(isPart).map(readAiBotPart);
  return {
    texts: items.flatMap(({ texts }) => texts),
    files: items.flatMap(({ files }) => files),
  };
}

function isPart(value: unknown): value is AiBotPart {
  return typeof (value as AiBotPart | null | undefined)?.msgType === "string";
}

function listed(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : [text];
}
