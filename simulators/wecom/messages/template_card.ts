import { ApiError, type Errcode } from "simulators/wecom/api/api_error.ts";
import {
  readInteger,
  readList,
  readObject,
  readString,
  requireString,
} from "simulators/wecom/api/read_body.ts";
import {
  checkCardList,
  checkHorizontalContent,
  checkLink,
  checkSelection,
  requireTitle,
} from "simulators/wecom/messages/card_parts.ts";
import type { Content } from "simulators/wecom/messages/message_content.ts";

/** What each kind of card must contain besides the parts that all have (D90236). */
const CARD_TYPES: Readonly<Record<string, (card: Content) => void>> = {
  text_notice: checkTextNotice,
  news_notice: checkNewsNotice,
  button_interaction: checkButtons,
  vote_interaction: checkVote,
  multiple_interaction: checkSelects,
};

/**
 * Checks a template card and returns the text that the client shows of it.
 * @throws ApiError 42014 to 42051 for the field that is wrong
 */
export function readTemplateCard(card: Content): string {
  const type = readString(card, "card_type");
  const check = Object.hasOwn(CARD_TYPES, type) ? CARD_TYPES[type] : undefined;
  if (check === undefined) throw new ApiError(42031);
  checkTaskId(card);
  checkActionMenu(card);
  checkHorizontalContent(card);
  checkCardList(card, { name: "jump_list", maximum: 3, sizeError: 42042 }, (jump) => {
    requireTitle(jump);
    checkLink(jump);
  });
  check(card);
  const title = readString(readObject(card, "main_title"), "title");
  return `[${type}] ${title || readString(card, "sub_title_text")}`;
}

/** Whether the answer of `message/send` has a `response_code`, with which the card can be changed. */
export function canBeUpdated(card: Content): boolean {
  return isInteractive(card) || card.action_menu !== undefined;
}

function isInteractive(card: Content): boolean {
  return String(card.card_type).endsWith("_interaction");
}

function checkTaskId(card: Content): void {
  const taskId = readString(card, "task_id");
  const isRequired = canBeUpdated(card);
  if (taskId === "" ? isRequired : !/^[\w@-]{1,128}$/.test(taskId)) throw new ApiError(42014);
}

function checkActionMenu(card: Content): void {
  if (card.action_menu === undefined) return;
  const actions = readList(readObject(card, "action_menu"), "action_list");
  if (actions.length < 1 || actions.length > 3) throw new ApiError(40058);
  for (const action of actions) {
    requireString(action, "text", 42020);
    requireString(action, "key", 42019);
  }
  if (new Set(actions.map(({ key }) => key)).size < actions.length) throw new ApiError(42051);
}

function checkTextNotice(card: Content): void {
  if (readString(card, "sub_title_text") === "") requireTitle(readObject(card, "main_title"));
  checkCardAction(card);
}

function checkNewsNotice(card: Content): void {
  requireTitle(readObject(card, "main_title"));
  if (card.image_text_area !== undefined) {
    requireString(readObject(card, "image_text_area"), "image_url", 42044);
  } else {
    requireString(readObject(card, "card_image"), "url", 42044);
  }
  const rows = { name: "vertical_content_list", maximum: 4, sizeError: 42036 } as const;
  checkCardList(card, rows, requireTitle);
  checkCardAction(card);
}

/** The two notices lead to a page or a mini program when they are touched. */
function checkCardAction(card: Content): void {
  const action = readObject(card, "card_action");
  const type = readInteger(action, "type");
  if (type !== 1 && type !== 2) throw new ApiError(42045);
  checkLink(action);
}

function checkButtons(card: Content): void {
  requireTitle(readObject(card, "main_title"));
  const buttons = readList(card, "button_list");
  if (buttons.length < 1 || buttons.length > 6) throw new ApiError(40058);
  for (const button of buttons) {
    requireString(button, "text", 42038);
    if (readInteger(button, "type") === 1) requireString(button, "url", 42028);
    else requireString(button, "key", 42039);
  }
  if (card.button_selection !== undefined) checkSelection(readObject(card, "button_selection"), 10);
}

function checkVote(card: Content): void {
  requireTitle(readObject(card, "main_title"));
  checkSelection(readObject(card, "checkbox"), 20);
  checkSubmitButton(card);
}

function checkSelects(card: Content): void {
  requireTitle(readObject(card, "main_title"));
  const selects = readList(card, "select_list");
  if (selects.length < 1 || selects.length > 3) throw new ApiError(42047);
  for (const select of selects) checkSelection(select, 10);
  checkSubmitButton(card);
}

function checkSubmitButton(card: Content): void {
  const button = readObject(card, "submit_button");
  const parts: [name: string, missing: Errcode][] = [["text", 42049], ["key", 42046]];
  for (const [name, missing] of parts) requireString(button, name, missing);
}
