import { simulatedLlm } from "embedded/simulated_llm.ts";
import { simulatedUpstream } from "embedded/simulated_upstream.ts";
import type { SimulatedVendor } from "embedded/simulated_vendor.ts";
import { simulatedWecom } from "embedded/simulated_wecom.ts";
import type { StoredService } from "packages/storage/service.ts";
import { aiReplyService } from "services/ai-reply/service.ts";
import { authService } from "services/auth/service.ts";
import { callbackService } from "services/callback/service.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";

/** The services of the embedded process. Only this folder imports more than one. */
export const services: readonly StoredService[] = [
  authService,
  callbackService,
  upstreamBridgeService,
  aiReplyService,
];

/** The vendors that the embedded process can simulate. */
export const vendors: readonly SimulatedVendor[] = [
  simulatedWecom,
  simulatedLlm,
  simulatedUpstream,
];
