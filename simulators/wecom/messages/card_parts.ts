import { ApiError, type Errcode } from "simulators/wecom/api/api_error.ts";
import { readInteger, readList, requireString } from "simulators/wecom/api/read_body.ts";
import type { Content } from "simulators/wecom/messages/message_content.ts";

/**
 * Checks the items of an optional list of a card.
 * @throws ApiError `sizeError` when it has more than `maximum` items, or what `check` throws
 */
export function checkCardList(
  card: Content,
  { name, maximum, sizeError }: { name: string; maximum: number; sizeError: Errcode },
  check: (item: Content) => void,
): void {
  const items = readList(card, name);
  if (items.length > maximum) throw new ApiError(sizeError);
  items.forEach(check);
}

/** Checks the rows of key and value. @throws ApiError 42027, 42028, 42029, 42035, 42050 */
export function checkHorizontalContent(card: Content): void {
  const rows = { name: "horizontal_content_list", maximum: 6, sizeError: 42035 } as const;
  checkCardList(card, rows, (row) => {
    requireString(row, "keyname", 42027);
    const type = readInteger(row, "type") ?? 0;
    if (type === 1) requireString(row, "url", 42028);
    if (type === 2) requireString(row, "media_id", 42029);
    if (type === 3) requireString(row, "userid", 42050);
  });
}

/** @throws ApiError 42033 when there is no title */
export function requireTitle(part: Content): void {
  requireString(part, "title", 42033);
}

/** Checks where a part leads: type 1 to a page, 2 to a mini program. @throws ApiError 42028, 42030 */
export function checkLink(part: Content): void {
  const type = readInteger(part, "type") ?? 0;
  if (type === 1) requireString(part, "url", 42028);
  if (type === 2) requireString(part, "appid", 42030);
}

/** Checks a question with its options. @throws ApiError 42037, 42040, 42041, 42043 */
export function checkSelection(selection: Content, maximum: number): void {
  requireString(selection, "question_key", 42043);
  const options = readList(selection, "option_list");
  if (options.length < 1 || options.length > maximum) throw new ApiError(42037);
  for (const option of options) {
    requireString(option, "id", 42040);
    requireString(option, "text", 42041);
  }
}
