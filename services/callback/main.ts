import { runService } from "packages/storage/run_service.ts";
import { callbackService } from "services/callback/service.ts";

await runService(callbackService);
