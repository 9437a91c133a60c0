import { queues } from "packages/events/queues.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { runProcess } from "packages/platform/process.ts";
import { connectedBackends } from "packages/storage/connected_backends.ts";
import { aiReplyService } from "services/ai-reply/service.ts";

const root = new URL("../../", import.meta.url);
await runProcess([aiReplyService], {
  env: readEnvironment(root),
  ...connectedBackends({ queues }),
});
