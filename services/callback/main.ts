import { queues } from "packages/events/queues.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { runProcess } from "packages/platform/process.ts";
import { connectedBackends } from "packages/storage/connected_backends.ts";
import { callbackService } from "services/callback/service.ts";

const root = new URL("../../", import.meta.url);
await runProcess([callbackService], {
  env: readEnvironment(root),
  ...connectedBackends({ queues }),
});
