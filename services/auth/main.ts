import { queues } from "packages/events/queues.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { runProcess } from "packages/platform/process.ts";
import { connectedBackends } from "packages/storage/connected_backends.ts";
import { authService } from "services/auth/service.ts";

const root = new URL("../../", import.meta.url);
await runProcess([authService], { env: readEnvironment(root), ...connectedBackends({ queues }) });
