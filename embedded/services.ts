import type { AnyService } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import { aiReplyService } from "services/ai-reply/service.ts";
import { authService } from "services/auth/service.ts";
import { callbackService } from "services/callback/service.ts";

/** The services of the embedded process. Only this folder imports more than one. */
export const services: readonly AnyService<Backends>[] = [
  authService,
  callbackService,
  aiReplyService,
];
