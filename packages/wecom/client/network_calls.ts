import { z } from "zod";
import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";

/** Calls for WeCom's IP addresses. All throw `WecomError` or `WecomUnreachableError`. */
export interface NetworkCalls {
  /**
   * Addresses that callbacks come from: single ones, `101.226.103.*`, or CIDR. They change, so call this daily.
   * Document paths 90930 and 90238.
   */
  getCallbackIps(signal?: AbortSignal): Promise<readonly string[]>;
  /** Addresses of WeCom's API, for an outgoing firewall. Document path 92520. */
  getApiDomainIps(signal?: AbortSignal): Promise<readonly string[]>;
}

const addressesWire = z.looseObject({ ip_list: z.array(z.string()) });

/** Makes the calls of one app. */
export function createNetworkCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): NetworkCalls {
  const base = { query: {}, answer: addressesWire, repeatable: true, tokens };
  return {
    async getCallbackIps(signal) {
      return (await call({ ...base, call: "getcallbackip", signal })).ip_list;
    },
    async getApiDomainIps(signal) {
      return (await call({ ...base, call: "get_api_domain_ip", signal })).ip_list;
    },
  };
}
