import { redactText } from "packages/platform/redact.ts";

const CHARACTERS_MAX = 160;

/** Paths to the text of a message inside its content, the most likely first. */
const PLACES: readonly (readonly string[])[] = [
  ["content"],
  ["text"],
  ["text", "content"],
  ["voice", "content"],
  ["mixed", "msgItem", "0", "text", "content"],
  ["mixed", "msgItem", "1", "text", "content"],
  ["title"],
  ["label"],
  ["fileName"],
  ["msg"],
  ["room_name"],
  ["Nick_name"],
  ["nickname"],
  ["changeType"],
  ["ChangeType"],
  ["openKfId"],
  ["EventKey"],
];

/** The text of a message in one line, without phone numbers and e-mail addresses; empty when it has none. */
export function previewContent(content: unknown): string {
  for (const place of PLACES) {
    const found = place.reduce<unknown>(
      (value, name) => isRecord(value) ? value[name] : undefined,
      content,
    );
    if (typeof found === "string" && found.trim() !== "") return clip(redactText(found));
  }
  return "";
}

function clip(text: string): string {
  const characters = [...text.replaceAll(/\s+/g, " ").trim()];
  return characters.length <= CHARACTERS_MAX
    ? characters.join("")
    : `${characters.slice(0, CHARACTERS_MAX - 1).join("")}…`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
