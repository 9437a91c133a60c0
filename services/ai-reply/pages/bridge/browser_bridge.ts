import {
  getContext,
  getCurExternalContact,
  register,
  selectExternalContact,
  sendChatMessage,
} from "@wecom/jssdk";
import {
  type ConnectOptions,
  connectTo,
  type WecomBridge,
} from "services/ai-reply/pages/bridge/wecom_bridge.ts";

const entryHref = location.href;

/** {@link connectTo} from the page that this runs in. */
export function connect(options: ConnectOptions = {}): Promise<WecomBridge> {
  return connectTo({
    userAgent: navigator.userAgent,
    href: () => location.href,
    entryHref,
    origin: new URL(import.meta.url).origin,
    fetch: (input, init) => fetch(input, init),
    now: () => performance.now(),
    findSdk: () => Promise.resolve(findSdk()),
  }, options);
}

/** The page's own SDK, where it has one that can do it all. */
function findSdk(): unknown {
  const { ww, wx } = globalThis as { ww?: object; wx?: object };
  if (ww && "register" in ww) return ww;
  if (wx && "agentConfig" in wx && "invoke" in wx) return wx;
  return { register, getContext, getCurExternalContact, selectExternalContact, sendChatMessage };
}
