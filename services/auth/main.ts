import { runService } from "packages/storage/run_service.ts";
import { authService } from "services/auth/service.ts";

await runService(authService);
