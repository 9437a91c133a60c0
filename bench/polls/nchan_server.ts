import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { encodeRequest } from "bench/harness/http_connection.ts";
import { SERVER_CORE, startPinned, whenReady } from "bench/harness/pinned_process.ts";
import type { Poll, PollServer } from "bench/polls/poll_server.ts";

/** Starts nginx with nchan, one worker, that passes messages through a new Redis. @throws Error when it is not installed */
export async function startNchanServer(): Promise<PollServer> {
  await using starting = new AsyncDisposableStack();
  const redis = await startRedisServer();
  starting.defer(redis.stop);
  const dir = await Deno.makeTempDir({ prefix: "wecom-stack-bench-" });
  starting.defer(() => Deno.remove(dir, { recursive: true }));
  const port = freePort();
  await Deno.writeTextFile(`${dir}/nginx.conf`, configuration(dir, port, redis.url));
  const command = ["nginx", "-p", dir, "-c", `${dir}/nginx.conf`] as const;
  const nginx = starting.use(startPinned({ core: SERVER_CORE, command }));
  await whenReady(nginx, `http://127.0.0.1:${port}/ready`);
  const createPoll = (): Poll => {
    const channel = randomHex(systemRandomBytes, 16);
    return {
      request: encodeRequest("GET", `/poll/${channel}`),
      publication: encodeRequest("POST", `/publish/${channel}`, [], MESSAGE),
    };
  };
  // nchan refuses until it has connected to Redis.
  await eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/publish/x`, { method: "POST", body: "x" });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`nchan answers ${answer.status}`);
  });
  const parts = starting.move();
  return {
    port,
    pids: [nginx.pid],
    publisher: { port, protocol: "http" },
    createPolls: (count) => Promise.resolve(Array.from({ length: count }, createPoll)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** As long as what `auth` answers. */
const MESSAGE = JSON.stringify({
  status: "denied",
  version: 2,
  flow: "hosted",
  expiresAt: "2026-01-01T00:00:00.000Z",
});

function configuration(dir: string, port: number, redisUrl: string): string {
  const user = Deno.uid() === 0 ? "user root;" : "";
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${dir}/${name};`).join("\n  ");
  return `
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
daemon off; master_process off; ${user}
pid ${dir}/pid; error_log stderr error;
events { worker_connections 18000; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600;
  ${folders}
  upstream channels { nchan_redis_server ${redisUrl}; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready { return 200; }
    location ~ ^/poll/(\\w+)$ {
      nchan_subscriber longpoll; nchan_channel_id $1; nchan_redis_pass channels;
      nchan_subscriber_first_message newest;
    }
    location ~ ^/publish/(\\w+)$ {
      nchan_publisher; nchan_channel_id $1; nchan_redis_pass channels;
      nchan_message_timeout 60s; nchan_message_buffer_length 1;
    }
  }
}`;
}
