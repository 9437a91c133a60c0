// Connects a page inside WeCom with WeCom's client: reads the current customer, sends text to the chat.
import {
  createConfigReader,
  type ReadConfig,
} from "services/ai-reply/pages/bridge/bridge_config.ts";
import { BridgeError, readFailure } from "services/ai-reply/pages/bridge/bridge_error.ts";
import { type OpenOptions, openWw, openWx } from "services/ai-reply/pages/bridge/open_sdk.ts";
import {
  type ApiName,
  type Invoke,
  kindOfSdk,
  type WwSdk,
  type WxSdk,
} from "services/ai-reply/pages/bridge/vendor_sdk.ts";

const READY_TIMEOUT_MS = 10_000;
const CALL_TIMEOUT_MS = 10_000;
/** Time for a person to choose a customer. */
const SELECT_TIMEOUT_MS = 10 * 60_000;

/** Every call that the bridge offers. */
const ALL_APIS: readonly ApiName[] = [
  "getContext",
  "getCurExternalContact",
  "selectExternalContact",
  "sendChatMessage",
];

/** Where the page was opened from: WeCom's `entry`, such as `single_chat_tools` or `normal`. */
export interface WecomContext {
  readonly entry: string;
  readonly shareTicket?: string;
}

/** How a page connects. */
export interface ConnectOptions {
  /** Where signatures come from. Default: `/api/v1/wechat/config` where this module was loaded from. */
  readonly configUrl?: string;
  /** What the page will call. Default: all. */
  readonly apis?: readonly ApiName[];
  /** How WeCom's SDK is found. Default: `window.ww`, a complete `window.wx`, else the one that comes with this module. */
  readonly load?: () => unknown | Promise<unknown>;
}

/** A page's connection to WeCom's client. All calls reject with a {@link BridgeError}. */
export interface WecomBridge {
  getContext(): Promise<WecomContext>;
  /** The external_userid of the customer of the chat. */
  getCurExternalContact(): Promise<string>;
  /** Lets the person choose customers; none when they cancel. */
  selectExternalContact(): Promise<readonly string[]>;
  /** Sends text to the current chat. Resolves with false when the person cancels. */
  sendChatMessage(text: string): Promise<boolean>;
  /** Calls `listener` on every failure, even when WeCom checks a new signature after the address changed. Returns a function that removes it. */
  onError(listener: (error: BridgeError) => void): () => void;
}

/** Whether a user agent is WeCom's: it contains `wxwork/` and `MicroMessenger` (document path 90315). */
export function isInWecom(userAgent: string): boolean {
  return /wxwork\//i.test(userAgent) && /micromessenger/i.test(userAgent);
}

/** The page and browser that the bridge runs in. */
export interface BridgeHost {
  readonly userAgent: string;
  readonly href: () => string;
  readonly entryHref: string;
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly findSdk: () => Promise<unknown>;
}

/**
 * Connects a page with WeCom's client; resolves when WeCom has accepted both signatures.
 * @throws BridgeError `outside_wecom`, `config_unavailable`, `signature_refused`, `sdk_incomplete`, `client_too_old`, `timeout`
 */
export async function connectTo(
  host: BridgeHost,
  options: ConnectOptions = {},
): Promise<WecomBridge> {
  if (!isInWecom(host.userAgent)) throw new BridgeError("outside_wecom");
  const listeners = new Set<(error: BridgeError) => void>();
  const report = (error: BridgeError) => listeners.forEach((listener) => listener(error));
  const readConfig: ReadConfig = createConfigReader({
    configUrl: new URL(options.configUrl ?? "/api/v1/wechat/config", host.origin).href,
    fetch: host.fetch,
    now: host.now,
  });
  const open: OpenOptions = {
    readConfig,
    apis: options.apis ?? ALL_APIS,
    place: () => ({ href: host.href(), entryHref: host.entryHref, userAgent: host.userAgent }),
    onError: report,
  };
  const sdk = await (options.load ?? host.findSdk)();
  const invoke = await within(READY_TIMEOUT_MS, openSdk(sdk, open));
  return createBridge(invoke, listeners, report);
}

async function openSdk(sdk: unknown, options: OpenOptions): Promise<Invoke> {
  const kind = kindOfSdk(sdk);
  if (kind === "ww") return await openWw(sdk as WwSdk, options);
  if (kind === "wx") return await openWx(sdk as WxSdk, options);
  throw new BridgeError("sdk_incomplete", "no register, no config");
}

function createBridge(
  invoke: Invoke,
  listeners: Set<(error: BridgeError) => void>,
  report: (error: BridgeError) => void,
): WecomBridge {
  /** Returns undefined when the person cancels. */
  async function call(name: ApiName, params = {}, timeoutMs = CALL_TIMEOUT_MS) {
    try {
      return await within(timeoutMs, invoke(name, params));
    } catch (failure) {
      const error = readFailure(failure);
      if (error === undefined) return undefined;
      report(error);
      throw error;
    }
  }
  return {
    async getContext() {
      const { entry, shareTicket } = await call("getContext") ?? {};
      const context = { entry: typeof entry === "string" ? entry : "normal" };
      return typeof shareTicket === "string" ? { ...context, shareTicket } : context;
    },
    async getCurExternalContact() {
      const { userId } = await call("getCurExternalContact") ?? {};
      if (typeof userId !== "string" || userId === "") throw new BridgeError("no_customer");
      return userId;
    },
    async selectExternalContact() {
      const answer = await call("selectExternalContact", { filterType: 0 }, SELECT_TIMEOUT_MS);
      const userIds = answer?.["userIds"];
      return Array.isArray(userIds) ? userIds.filter((id) => typeof id === "string") : [];
    },
    async sendChatMessage(text) {
      const params = { msgtype: "text", enterChat: false, text: { content: text } };
      return await call("sendChatMessage", params) !== undefined;
    },
    onError(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BridgeError("timeout")), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
