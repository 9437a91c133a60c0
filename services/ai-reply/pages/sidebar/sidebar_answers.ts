import type { SidebarApi } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import { toProblem } from "services/ai-reply/pages/sidebar/sidebar_place.ts";
import { type Answer, applyEvent } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import type { SidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";
import type { WecomBridge } from "services/ai-reply/pages/bridge/wecom_bridge.ts";

const COUNT = 3;
const SHOWN_MS = 3_000;

/** The parts that the suggested answers use. */
export interface AnswersParts {
  readonly store: SidebarStore;
  readonly api: SidebarApi;
  readonly copyText: (text: string) => Promise<void>;
  readonly bridge: () => WecomBridge | undefined;
}

/** Actions on suggested answers. */
export interface Answers {
  /** Requests new answers to the question. The previous answers are replaced, or kept when the request fails. */
  generate(): Promise<void>;
  stop(): void;
  edit(index: number, text: string): void;
  copy(index: number): Promise<void>;
  send(index: number): Promise<void>;
}

/** Creates the actions. */
export function createAnswers({ store, api, copyText, bridge }: AnswersParts): Answers {
  let asking = new AbortController();

  function change(index: number, patch: Partial<Answer>): void {
    const answers = store.state.answers.map((answer, at) =>
      at === index ? { ...answer, ...patch } : answer
    );
    store.update({ answers });
  }

  /** Shows for a moment what was done. */
  function show(index: number, done: NonNullable<Answer["done"]>): void {
    change(index, { done });
    const shown = store.state.answers[index];
    setTimeout(() => {
      if (store.state.answers[index] !== shown) return;
      const { done: _, ...rest } = shown!;
      store.update({ answers: store.state.answers.with(index, rest) });
    }, SHOWN_MS);
  }

  return {
    async generate() {
      const { customerId, question } = store.state;
      if (!customerId || question.trim() === "") return;
      asking.abort();
      asking = new AbortController();
      await ask({ store, api }, customerId, question.trim(), asking.signal);
    },
    stop() {
      asking.abort();
      const answers = store.state.answers.filter(({ text }) => text !== "")
        .map((answer): Answer => ({ ...answer, status: "done" }));
      store.update({ isGenerating: false, answers });
    },
    edit(index, text) {
      change(index, { text, isEdited: true });
    },
    async copy(index) {
      try {
        await copyText(store.state.answers[index]!.text);
        show(index, "copied");
      } catch {
        show(index, "copy_failed");
      }
    },
    async send(index) {
      store.update({ bridgeProblem: undefined });
      try {
        const isSent = await bridge()?.sendChatMessage(store.state.answers[index]!.text);
        if (isSent) show(index, "sent");
      } catch (error) {
        store.update({ bridgeProblem: toProblem(error) });
      }
    },
  };
}

/** Shows the answers while they arrive. After `signal` aborts nothing more is shown. */
async function ask(
  { store, api }: Pick<AnswersParts, "store" | "api">,
  customerId: string,
  question: string,
  signal: AbortSignal,
): Promise<void> {
  const before = store.state.answers.filter(({ status, text }) => status === "done" && text !== "");
  const waiting: Answer = { status: "waiting", text: "", sources: [] };
  store.update({
    isGenerating: true,
    answersTrouble: undefined,
    answers: Array.from({ length: COUNT }, () => waiting),
  });
  const result = await api.suggest(customerId, question, {
    signal,
    onEvent: (event) => {
      if (!signal.aborted) store.update({ answers: applyEvent(store.state.answers, event) });
    },
  });
  if (signal.aborted) return;
  const answers = applyEvent(store.state.answers, { name: "end", data: {} });
  const isNone = answers.every(({ text }) => text === "");
  store.update({
    isGenerating: false,
    answers: "trouble" in result && isNone ? before : answers,
    answersTrouble: "trouble" in result ? result.trouble : undefined,
  });
}
