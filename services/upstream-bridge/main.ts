import { runService } from "packages/storage/run_service.ts";
import { upstreamBridgeService } from "services/upstream-bridge/service.ts";

await runService(upstreamBridgeService);
