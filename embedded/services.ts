import { authService } from "services/auth/service.ts";
import { callbackService } from "services/callback/service.ts";

/** The services of the embedded process. Only this folder imports more than one. */
export const services = [authService, callbackService];
