import type { Lang } from "packages/platform/lang.ts";
import type {
  Customer,
  CustomerMessage,
  Me,
  Trouble,
} from "services/ai-reply/pages/sidebar/sidebar_api.ts";

/** Where the sidebar is open. */
export type Place =
  | { readonly kind: "connecting" }
  | { readonly kind: "outside" }
  /** `entry` is WeCom's name for where the page was opened from. */
  | { readonly kind: "wecom"; readonly entry: string }
  | { readonly kind: "trouble"; readonly problem: Problem };

/** An error of WeCom's client: a sentence for people, and the client's own message for support. */
export interface Problem {
  readonly sentence: Readonly<Record<Lang, string>>;
  readonly detail: string;
}

/** One suggested answer. */
export interface Answer {
  readonly status: "waiting" | "growing" | "done" | "failed";
  readonly text: string;
  readonly tone?: string;
  readonly sources: readonly { readonly title: string; readonly path: string }[];
  /** Why it failed: the server's sentence. */
  readonly message?: string;
  readonly isEdited?: boolean;
  /** The last action on it. */
  readonly done?: "copied" | "sent" | "copy_failed";
}

/** The state that the sidebar shows. */
export interface SidebarState {
  readonly place: Place;
  /** Undefined while unknown, null when there is none. */
  readonly customerId: string | null | undefined;
  readonly customer: Customer | undefined;
  readonly customerTrouble: Trouble | undefined;
  /** Undefined until it is loaded. */
  readonly messages: readonly CustomerMessage[] | undefined;
  readonly me: Me | undefined;
  readonly question: string;
  /** The text of the new note. */
  readonly note: string;
  readonly isGenerating: boolean;
  readonly answers: readonly Answer[];
  readonly answersTrouble: Trouble | undefined;
  /** Why a tag or a note was not saved. */
  readonly saveTrouble: Trouble | undefined;
  /** Why WeCom's client failed. */
  readonly bridgeProblem: Problem | undefined;
}

export const initialSidebarState: SidebarState = {
  place: { kind: "connecting" },
  customerId: undefined,
  customer: undefined,
  customerTrouble: undefined,
  messages: undefined,
  me: undefined,
  question: "",
  note: "",
  isGenerating: false,
  answers: [],
  answersTrouble: undefined,
  saveTrouble: undefined,
  bridgeProblem: undefined,
};

/** Entries where text can be sent to the chat beside the sidebar. */
const CHATS: ReadonlySet<string> = new Set([
  "single_chat_tools",
  "group_chat_tools",
  "chat_attachment",
  "single_kf_tools",
]);
/** Entries where WeCom knows the current customer. */
const WITH_CUSTOMER: ReadonlySet<string> = new Set([
  "contact_profile",
  "single_chat_tools",
  "single_kf_tools",
  "chat_attachment",
]);

/** Whether an answer can be sent from here. */
export function canSend({ place }: Pick<SidebarState, "place">): boolean {
  return place.kind === "wecom" && CHATS.has(place.entry);
}

/** Whether WeCom knows the current customer at this entry. */
export function hasCustomer(entry: string): boolean {
  return WITH_CUSTOMER.has(entry);
}

/** The customer's messages since the last reply, as one text: the initial question. */
export function unansweredQuestion(messages: readonly CustomerMessage[]): string {
  const answered = messages.findIndex(({ author }) => author !== "customer");
  const open = answered === -1 ? messages : messages.slice(0, answered);
  const texts = open.flatMap(({ text }) => text ?? []).toReversed();
  if (texts.length > 0) return texts.join("\n").slice(-2000);
  return messages.find(({ author, text }) => author === "customer" && text !== null)?.text ?? "";
}

/** The answers after one event of the stream. */
export function applyEvent(
  answers: readonly Answer[],
  { name, data }: { readonly name: string; readonly data: unknown },
): readonly Answer[] {
  if (name === "end") {
    return answers.map((answer) =>
      answer.status === "done" || answer.status === "failed"
        ? answer
        : { ...answer, status: "failed" }
    );
  }
  const { index, ...said } = data as { index: number } & Partial<Answer>;
  return answers.map((answer, at) => {
    if (at !== index) return answer;
    if (name === "suggestion") return { ...answer, status: "growing", text: said.text ?? "" };
    if (name === "done") return { ...answer, ...said, status: "done" };
    if (name === "error") return { ...answer, status: "failed", message: said.message ?? "" };
    return answer;
  });
}
