/** One signature of WeCom's JS-SDK. */
export interface Signature {
  /** Seconds since the epoch. */
  readonly timestamp: string | number;
  readonly nonceStr: string;
  readonly signature: string;
}

type Answer = Readonly<Record<string, unknown>>;

/** The parts of `ww` (npm `@wecom/jssdk`, or its script) that the bridge uses. */
export interface WwSdk {
  register(options: {
    corpId: string;
    agentId: string;
    jsApiList: string[];
    getConfigSignature(url: string): Promise<Signature>;
    getAgentConfigSignature(url: string): Promise<Signature>;
    onConfigFail(failure: unknown): void;
    onAgentConfigSuccess(): void;
    onAgentConfigFail(failure: unknown): void;
  }): void;
  getContext(): Promise<Answer>;
  getCurExternalContact(): Promise<Answer>;
  selectExternalContact(params: { filterType: number }): Promise<Answer>;
  sendChatMessage(
    params: { msgtype: "text"; enterChat: boolean; text: { content: string } },
  ): Promise<Answer>;
}

/** The parts of the older `wx` (jweixin-1.2.0 with jwxwork-1.0.0) that the bridge uses. */
export interface WxSdk {
  config(
    options: Signature & { beta: true; debug: false; appId: string; jsApiList: string[] },
  ): void;
  ready(then: () => void): void;
  error(then: (failure: unknown) => void): void;
  agentConfig(
    options: Signature & {
      corpid: string;
      agentid: string;
      jsApiList: string[];
      success(): void;
      fail(failure: unknown): void;
    },
  ): void;
  invoke(name: string, params: object, then: (answer: Answer) => void): void;
}

/** Calls the client by the name of the call, through either SDK. */
export type Invoke = (name: ApiName, params: Answer) => Promise<Answer>;

/** The calls that the bridge supports. */
export type ApiName =
  | "getContext"
  | "getCurExternalContact"
  | "selectExternalContact"
  | "sendChatMessage";

/** Which of the two SDKs an object is; undefined for neither. */
export function kindOfSdk(sdk: unknown): "ww" | "wx" | undefined {
  if (typeof sdk !== "object" || sdk === null) return undefined;
  if ("register" in sdk && typeof sdk.register === "function") return "ww";
  return "config" in sdk && typeof sdk.config === "function" ? "wx" : undefined;
}
