const WECOM_STORES_FOR_MS = 3 * 24 * 60 * 60 * 1000;
const BOT_URL_EXPIRES_AFTER_MS = 5 * 60 * 1000;

/** The message types that are files. */
export const MEDIA_TYPES = ["image", "voice", "video", "file"] as const;

/** One of {@link MEDIA_TYPES}. */
export type MediaType = typeof MEDIA_TYPES[number];

/** A file of a message. */
export interface MediaItem {
  /** 0: the message itself. From 1 on: files attached to a text, or quoted by it. */
  readonly item: number;
  readonly type: MediaType;
  /** The file belongs to another message, which this one quotes. */
  readonly isQuoted: boolean;
  /** WeCom's id of the file. Absent for files sent to an AI bot. */
  readonly mediaId?: string;
  /** The address of a file sent to an AI bot. Never stored. */
  readonly url?: string;
}

/**
 * Where a file is: `kept`: stored here. `at_wecom`: WeCom still has it. `coming`: sent to an AI bot less than five
 * minutes ago and not stored yet. `gone`: not stored, and no longer available.
 */
export type MediaState = "kept" | "at_wecom" | "coming" | "gone";

/** Whether a message of this type is a file. */
export function isMediaType(type: unknown): type is MediaType {
  return MEDIA_TYPES.some((known) => known === type);
}

/** Lists the files of a message's content, received or stored. */
export function listMedia(content: Readonly<Record<string, unknown>>): readonly MediaItem[] {
  const { attachments } = content;
  const beside: readonly unknown[] = Array.isArray(attachments) ? attachments : [];
  return [content, ...beside].flatMap((file, item) => {
    const { type, mediaId, url, quoted } = file as Readonly<Record<string, unknown>>;
    if (!isMediaType(type)) return [];
    return [{
      item,
      type,
      isQuoted: quoted === true,
      ...typeof mediaId === "string" && mediaId !== "" && { mediaId },
      ...typeof url === "string" && { url },
    }];
  });
}

/** Returns where a file is; `stored` are the items of its message that are stored here. */
export function stateOfMedia(
  { item, mediaId }: MediaItem,
  { stored, sentAt, now }: { stored: readonly number[]; sentAt: Date; now: number },
): MediaState {
  if (stored.includes(item)) return "kept";
  if (mediaId !== undefined) return isMediaDeleted(sentAt, now) ? "gone" : "at_wecom";
  return isBotUrlExpired(sentAt, now) ? "gone" : "coming";
}

/** Whether WeCom has deleted a file sent at `sentAt`: it stores files for three days (WeCom document path 90253). */
export function isMediaDeleted(sentAt: Date, now: number): boolean {
  return now - sentAt.getTime() >= WECOM_STORES_FOR_MS;
}

/** Whether the address of a file sent to an AI bot at `sentAt` has expired: after five minutes (WeCom document path 101031). */
export function isBotUrlExpired(sentAt: Date, now: number): boolean {
  return now - sentAt.getTime() >= BOT_URL_EXPIRES_AFTER_MS;
}

/** Removes the addresses of files from a content before it is stored: an address gives access to the file. */
export function withoutFileUrls<C extends Readonly<Record<string, unknown>>>(content: C): C {
  if (listMedia(content).every(({ url }) => url === undefined)) return content;
  const strip = ({ url: _, ...rest }: Readonly<Record<string, unknown>>) => rest;
  const { attachments } = content;
  // The address of a link is its content, so it stays.
  const own = isMediaType(content["type"]) ? strip(content) : content;
  return { ...own, ...Array.isArray(attachments) && { attachments: attachments.map(strip) } } as C;
}
