import { runService } from "packages/storage/run_service.ts";
import { aiReplyService } from "services/ai-reply/service.ts";

await runService(aiReplyService);
