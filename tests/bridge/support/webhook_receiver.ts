/** The body of a webhook. */
export interface WebhookBody {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A receiver of webhooks on a free port. */
export interface WebhookReceiver {
  readonly url: string;
  /** What arrived, by the id of the webhook. */
  readonly received: ReadonlyMap<string, WebhookBody>;
  stop(): Promise<void>;
}

/** Opens it. @param onFirst called once for each webhook */
export function openWebhookReceiver(
  onFirst: (event: WebhookBody) => void = () => {},
): WebhookReceiver {
  const received = new Map<string, WebhookBody>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const id = request.headers.get("webhook-id")!;
      const event = await request.json();
      const isFirst = !received.has(id);
      received.set(id, event);
      if (isFirst) onFirst(event);
      return new Response(null, { status: 204 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    received,
    stop: () => server.shutdown(),
  };
}
