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

/** {@link connectTo} for the page that this module runs in. */
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

/** The page's own SDK if it is complete, else the one that comes with this module. */
function findSdk(): unknown {
  const { ww, wx } = globalThis as { ww?: object; wx?: object };
  if (ww && "register" in ww) return ww;
  if (wx && "agentConfig" in wx && "invoke" in wx) return wx;
  return { register, getContext, getCurExternalContact, selectExternalContact, sendChatMessage };
}
