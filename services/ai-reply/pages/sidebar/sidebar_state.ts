import type { Lang } from "packages/platform/lang.ts";
import type { Customer, Me, Said, Trouble } from "services/ai-reply/pages/sidebar/sidebar_api.ts";

/** Where the sidebar is open. */
export type Place =
  | { readonly kind: "connecting" }
  | { readonly kind: "outside" }
  /** `entry` is WeCom's name for where the page was opened from. */
  | { readonly kind: "wecom"; readonly entry: string }
  | { readonly kind: "trouble"; readonly problem: Problem };

/** Something that went wrong with WeCom's client: a sentence, and its own words for support. */
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
  /** What was last done with it. */
  readonly done?: "copied" | "sent" | "copy_failed";
}

/** All that the sidebar shows. */
export interface SidebarState {
  readonly place: Place;
  /** Undefined while it is found out, null when there is none. */
  readonly customerId: string | null | undefined;
  readonly customer: Customer | undefined;
  readonly customerTrouble: Trouble | undefined;
  /** Undefined until it is there. */
  readonly said: readonly Said[] | undefined;
  readonly me: Me | undefined;
  readonly question: string;
  /** The note that is being written. */
  readonly note: string;
  readonly isGenerating: boolean;
  readonly answers: readonly Answer[];
  readonly answersTrouble: Trouble | undefined;
  /** What a tag or a note could not be saved for. */
  readonly saveTrouble: Trouble | undefined;
  /** What sending to the chat failed with. */
  readonly bridgeProblem: Problem | undefined;
}

export const initialSidebarState: SidebarState = {
  place: { kind: "connecting" },
  customerId: undefined,
  customer: undefined,
  customerTrouble: undefined,
  said: undefined,
  me: undefined,
  question: "",
  note: "",
  isGenerating: false,
  answers: [],
  answersTrouble: undefined,
  saveTrouble: undefined,
  bridgeProblem: undefined,
};

/** Entries in which text can be put into the chat beside the sidebar. */
const CHATS: ReadonlySet<string> = new Set([
  "single_chat_tools",
  "group_chat_tools",
  "chat_attachment",
  "single_kf_tools",
]);
/** Entries at which WeCom knows the customer. */
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

/** Whether WeCom may be asked who the customer is. */
export function hasCustomer(entry: string): boolean {
  return WITH_CUSTOMER.has(entry);
}

/** What the customer has said since they were last answered, as one text; the question to start with. */
export function openQuestion(said: readonly Said[]): string {
  const answered = said.findIndex(({ author }) => author !== "customer");
  const open = answered === -1 ? said : said.slice(0, answered);
  const texts = open.flatMap(({ text }) => text ?? []).toReversed();
  if (texts.length > 0) return texts.join("\n").slice(-2000);
  return said.find(({ author, text }) => author === "customer" && text !== null)?.text ?? "";
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
