import { type Answers, createAnswers } from "services/ai-reply/pages/sidebar/sidebar_answers.ts";
import type { SidebarApi } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import { createKeeping, type Keeping } from "services/ai-reply/pages/sidebar/sidebar_keeping.ts";
import { createPlace } from "services/ai-reply/pages/sidebar/sidebar_place.ts";
import {
  type SidebarState,
  unansweredQuestion,
} from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import type { SidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";
import type { WecomBridge } from "services/ai-reply/pages/bridge/wecom_bridge.ts";

/** Clears what belongs to the previous customer. */
const EMPTY: Partial<SidebarState> = {
  customer: undefined,
  customerTrouble: undefined,
  bridgeProblem: undefined,
  saveTrouble: undefined,
  answersTrouble: undefined,
  messages: undefined,
  question: "",
  note: "",
  answers: [],
};

/** The parts of a browser that the sidebar uses. */
export interface SidebarBrowser {
  readonly isInWecom: boolean;
  /** The customer in the page's address. */
  readonly askedCustomer: string | undefined;
  connect(): Promise<WecomBridge>;
  copyText(text: string): Promise<void>;
  /** Keeps the customer in the address, so that a reload or a new sign-in opens the same customer. */
  rememberCustomer(id: string | undefined): void;
  /** Unfinished text; it survives a reload. */
  readonly drafts: { read(id: string): string | null; write(id: string, text: string): void };
}

/** The actions of the sidebar. */
export interface Sidebar {
  readonly answers: Answers;
  readonly keeping: Keeping;
  start(): Promise<void>;
  open(id: string): Promise<void>;
  /** Returns to the choice of a customer. */
  close(): void;
  /** Lets the person choose a customer in WeCom. */
  select(): Promise<void>;
  refresh(): Promise<void>;
  ask(question: string): void;
}

interface Parts {
  readonly store: SidebarStore;
  readonly api: SidebarApi;
  readonly browser: SidebarBrowser;
}

/** Creates the sidebar's logic: finds the customer, loads the profile, requests suggestions and saves. */
export function createSidebar(parts: Parts): Sidebar {
  const { store, api, browser } = parts;
  const place = createPlace({ store, ...browser });
  const answers = createAnswers({
    store,
    api,
    copyText: browser.copyText,
    bridge: () => place.bridge(),
  });

  async function open(id: string): Promise<void> {
    answers.stop();
    browser.rememberCustomer(id);
    store.update({ ...EMPTY, customerId: id, note: browser.drafts.read(noteDraft(id)) ?? "" });
    await Promise.all([loadCustomer(parts, id, false), loadHistory(parts, answers, id)]);
  }

  return {
    answers,
    keeping: createKeeping({
      store,
      api,
      keepNote: (id, text) => browser.drafts.write(noteDraft(id), text),
    }),
    open,
    async start() {
      const asked = browser.askedCustomer;
      const opening = asked === undefined ? undefined : open(asked);
      api.me().then((result) => "value" in result && store.update({ me: result.value }));
      await place.find();
      if (opening !== undefined) return await opening;
      const current = await place.current();
      if (current === undefined) store.update({ customerId: null });
      else await open(current);
    },
    close() {
      answers.stop();
      browser.rememberCustomer(undefined);
      store.update({ ...EMPTY, customerId: null });
    },
    async select() {
      const chosen = await place.select();
      if (chosen !== undefined) await open(chosen);
    },
    async refresh() {
      const { customerId } = store.state;
      if (!customerId) return;
      store.update({ customerTrouble: undefined });
      await loadCustomer(parts, customerId, true);
    },
    ask(question) {
      store.update({ question });
      if (store.state.customerId) browser.drafts.write(store.state.customerId, question);
    },
  };
}

function noteDraft(customerId: string): string {
  return `note:${customerId}`;
}

async function loadCustomer({ store, api }: Parts, id: string, refresh: boolean): Promise<void> {
  const result = await api.customer(id, refresh);
  if (store.state.customerId !== id) return;
  if ("value" in result) store.update({ customer: result.value, customerTrouble: undefined });
  else store.update({ customerTrouble: result.trouble });
}

async function loadHistory({ store, api, browser }: Parts, answers: Answers, id: string) {
  const result = await api.history(id);
  if (store.state.customerId !== id) return;
  const messages = "value" in result ? result.value.items : [];
  const draft = browser.drafts.read(id);
  const question = draft ?? unansweredQuestion(messages);
  store.update({ messages, question: store.state.question || question });
  const isWaiting = messages[0]?.author === "customer";
  // The customer waits for a reply, so suggestions are requested at once.
  if (isWaiting && draft === null) await answers.generate();
}
