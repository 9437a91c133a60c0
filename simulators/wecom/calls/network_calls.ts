import type { ApiCall } from "simulators/wecom/api/api_call.ts";

/** Addresses: those WeCom calls from, `getcallbackip` (D90930), and those of its API, `get_api_domain_ip` (D92520). */
export const networkCalls: ApiCall[] = [
  {
    name: "getcallbackip",
    access: "app",
    answer: () => ({ ip_list: ["127.0.0.1", "203.0.113.*"] }),
  },
  { name: "get_api_domain_ip", access: "app", answer: () => ({ ip_list: ["127.0.0.1"] }) },
];
