import type { ReadConfig } from "services/ai-reply/pages/bridge/bridge_config.ts";
import { BridgeError, readFailure } from "services/ai-reply/pages/bridge/bridge_error.ts";
import { signUrl, signUrls } from "services/ai-reply/pages/bridge/sign_url.ts";
import type {
  ApiName,
  Invoke,
  Signature,
  WwSdk,
  WxSdk,
} from "services/ai-reply/pages/bridge/vendor_sdk.ts";

/** The options to register an SDK with. */
export interface OpenOptions {
  readonly readConfig: ReadConfig;
  readonly apis: readonly ApiName[];
  /** The page's address now, and when it was entered. */
  readonly place: () => { href: string; entryHref: string; userAgent: string };
  /** Called when registration fails later: the address changed, and WeCom refuses the new signature. */
  readonly onError: (error: BridgeError) => void;
}

/** Registers `ww`. It requests signatures itself, even when the page's address changes. */
export async function openWw(sdk: WwSdk, options: OpenOptions): Promise<Invoke> {
  const { readConfig, apis, place } = options;
  const first = await readConfig(signUrl(place().href));
  await new Promise<void>((resolve, reject) => {
    const fail = (failure: unknown) => {
      const error = failureOf(failure, "signature_refused");
      reject(error);
      options.onError(error);
    };
    sdk.register({
      corpId: first.corpId,
      agentId: first.agentConfig.agentId,
      jsApiList: [...apis],
      getConfigSignature: async (url) => toSignature(await readConfig(signUrl(url))),
      getAgentConfigSignature: async (url) =>
        toSignature((await readConfig(signUrl(url))).agentConfig),
      onConfigFail: fail,
      onAgentConfigSuccess: resolve,
      onAgentConfigFail: fail,
    });
  });
  return (name, params) => sdk[name](params as never);
}

/** Registers the older `wx`: the corp's identity first, then the app's. */
export async function openWx(sdk: WxSdk, options: OpenOptions): Promise<Invoke> {
  if (typeof sdk.agentConfig !== "function" || typeof sdk.invoke !== "function") {
    throw new BridgeError("sdk_incomplete", "agentConfig is not a function");
  }
  let refusal: unknown;
  for (const url of signUrls(options.place())) {
    try {
      await registerWx(sdk, options, url);
      return (name, params) => invokeWx(sdk, name, params);
    } catch (error) {
      refusal = error;
      if (!(error instanceof BridgeError && error.reason === "signature_refused")) break;
    }
  }
  throw refusal;
}

async function registerWx(sdk: WxSdk, { readConfig, apis }: OpenOptions, url: string) {
  const config = await readConfig(url);
  const jsApiList = [...apis];
  await new Promise<void>((resolve, reject) => {
    sdk.error((failure) => reject(failureOf(failure, "signature_refused")));
    sdk.ready(resolve);
    sdk.config({
      ...toSignature(config),
      beta: true,
      debug: false,
      appId: config.corpId,
      jsApiList,
    });
  });
  await new Promise<void>((resolve, reject) => {
    sdk.agentConfig({
      ...toSignature(config.agentConfig),
      corpid: config.corpId,
      agentid: config.agentConfig.agentId,
      jsApiList,
      success: resolve,
      fail: (failure) => reject(failureOf(failure, "signature_refused")),
    });
  });
}

function invokeWx(sdk: WxSdk, name: ApiName, params: Readonly<Record<string, unknown>>) {
  return new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    sdk.invoke(name, params, (answer) => {
      const said = String(answer["err_msg"] ?? answer["errMsg"] ?? "");
      if (said === "" || said.endsWith(":ok")) resolve(answer);
      else reject(answer);
    });
  });
}

function toSignature({ timestamp, nonceStr, signature }: Signature): Signature {
  return { timestamp, nonceStr, signature };
}

/** During registration an unclear reason means that the client refused the signature. */
function failureOf(failure: unknown, otherwise: "signature_refused"): BridgeError {
  const error = readFailure(failure) ?? new BridgeError("failed", "cancel");
  const unclear = error.reason === "failed" || error.reason === "no_permission";
  return unclear ? new BridgeError(otherwise, error.detail) : error;
}
