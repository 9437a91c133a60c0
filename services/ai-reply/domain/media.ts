const KEPT_BY_WECOM_MS = 3 * 24 * 60 * 60 * 1000;
const BOT_URL_LIVES_MS = 5 * 60 * 1000;

/** Kinds of messages that are files. */
export const MEDIA_TYPES = ["image", "voice", "video", "file"] as const;

/** One of {@link MEDIA_TYPES}. */
export type MediaType = typeof MEDIA_TYPES[number];

/** A file of a message. */
export interface MediaItem {
  /** 0 is what the message is; from 1 on what stands beside its words. */
  readonly item: number;
  readonly type: MediaType;
  /** Of another message that this one quotes. */
  readonly isQuoted: boolean;
  /** WeCom's. Absent: the file was sent to an AI bot. */
  readonly mediaId?: string;
  /** Of an AI bot; not stored. */
  readonly url?: string;
}

/**
 * Where a file is: `kept` here, still `at_wecom`, `coming` from there to an AI bot (five minutes at most), or `gone`
 * without having been kept.
 */
export type MediaState = "kept" | "at_wecom" | "coming" | "gone";

/** Whether a message of this type is a file. */
export function isMediaType(type: unknown): type is MediaType {
  return MEDIA_TYPES.some((known) => known === type);
}

/** The files of a message, by its content as it came or is stored. */
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

/** Where a file is that was sent then. */
export function stateOfMedia(
  { item, mediaId }: MediaItem,
  { kept, sentAt, now }: { kept: readonly number[]; sentAt: Date; now: number },
): MediaState {
  if (kept.includes(item)) return "kept";
  if (mediaId !== undefined) return isMediaGone(sentAt, now) ? "gone" : "at_wecom";
  return isBotUrlGone(sentAt, now) ? "gone" : "coming";
}

/** Whether WeCom has deleted what was sent then: it keeps files for three days (document path 90253). */
export function isMediaGone(sentAt: Date, now: number): boolean {
  return now - sentAt.getTime() >= KEPT_BY_WECOM_MS;
}

/** Whether the address of a file that was sent to an AI bot then leads nowhere any more (document path 101031). */
export function isBotUrlGone(sentAt: Date, now: number): boolean {
  return now - sentAt.getTime() >= BOT_URL_LIVES_MS;
}

/** A content as it is stored: without addresses that open a file to whoever knows them. */
export function withoutFileUrls<C extends Readonly<Record<string, unknown>>>(content: C): C {
  if (listMedia(content).every(({ url }) => url === undefined)) return content;
  const strip = ({ url: _, ...rest }: Readonly<Record<string, unknown>>) => rest;
  const { attachments } = content;
  // A link has an address too, and that is what it is.
  const own = isMediaType(content["type"]) ? strip(content) : content;
  return { ...own, ...Array.isArray(attachments) && { attachments: attachments.map(strip) } } as C;
}
