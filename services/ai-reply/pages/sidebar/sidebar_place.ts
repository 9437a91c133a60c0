import { hasCustomer, type Problem } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import type { SidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";
import { SIDEBAR_TEXTS } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";
import type { WecomBridge } from "services/ai-reply/pages/bridge/wecom_bridge.ts";

/** Where the sidebar is open, and what WeCom's client offers there. */
export interface SidebarPlace {
  /** Undefined outside WeCom, and while it is not connected. */
  bridge(): WecomBridge | undefined;
  /** Connects, and shows where the page was opened. */
  find(): Promise<void>;
  /** The customer of the chat; undefined when there is none, or WeCom does not return one. */
  current(): Promise<string | undefined>;
  /** Lets the person choose a customer; undefined when they cancel. */
  select(): Promise<string | undefined>;
}

/** Creates the place. Failures are shown as problems of WeCom's client. */
export function createPlace(
  { store, isInWecom, connect }: {
    store: SidebarStore;
    isInWecom: boolean;
    connect: () => Promise<WecomBridge>;
  },
): SidebarPlace {
  let bridge: WecomBridge | undefined;

  async function ask<T>(work: (bridge: WecomBridge) => Promise<T>): Promise<T | undefined> {
    if (bridge === undefined) return undefined;
    store.update({ bridgeProblem: undefined });
    try {
      return await work(bridge);
    } catch (error) {
      store.update({ bridgeProblem: toProblem(error) });
      return undefined;
    }
  }

  return {
    bridge: () => bridge,
    async find() {
      if (!isInWecom) return store.update({ place: { kind: "outside" } });
      try {
        bridge = await connect();
        const { entry } = await bridge.getContext();
        store.update({ place: { kind: "wecom", entry } });
      } catch (error) {
        store.update({ place: { kind: "trouble", problem: toProblem(error) } });
      }
    },
    async current() {
      const { place } = store.state;
      if (place.kind !== "wecom" || !hasCustomer(place.entry)) return undefined;
      return await ask((bridge) => bridge.getCurExternalContact());
    },
    select: () => ask(async (bridge) => (await bridge.selectExternalContact())[0]),
  };
}

/** The problem to show for an error: the bridge's errors carry their sentence, all others get ours. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Error && "sentence" in error) {
    const { sentence, detail } = error as Error & Problem;
    return { sentence, detail };
  }
  return { sentence: SIDEBAR_TEXTS.bridgeMissing, detail: "" };
}
