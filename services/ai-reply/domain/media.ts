const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/** Kinds of messages that are files. */
export const MEDIA_TYPES = ["image", "voice", "video", "file"] as const;

/** One of {@link MEDIA_TYPES}. */
export type MediaType = typeof MEDIA_TYPES[number];

/** Whether a message of this type is a file. */
export function isMediaType(type: unknown): type is MediaType {
  return MEDIA_TYPES.some((known) => known === type);
}

/** Whether WeCom has deleted what was sent then: it keeps files for three days (document path 90253). */
export function isMediaGone(sentAt: Date, now: number): boolean {
  return now - sentAt.getTime() >= KEPT_MS;
}
