import { Webhook } from "standardwebhooks";

/** The secret of the test receiver. */
export const TEST_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

/** What the receiver got. */
export interface ReceivedWebhook {
  readonly id: string;
  readonly headers: Headers;
  readonly body: { readonly id: string; readonly type: string; readonly data: unknown };
}

/** A company's own system, over HTTP. */
export interface TestReceiver {
  readonly url: string;
  /** Every request whose signature is right, in the order of arrival. */
  readonly received: readonly ReceivedWebhook[];
  /** How the receiver answers; a test may replace it. Default: 204. */
  answer: (webhook: ReceivedWebhook) => Response | Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a receiver that checks signatures with the specification's own library. */
export function startTestReceiver(port = 0): TestReceiver {
  const verifier = new Webhook(TEST_SECRET);
  const received: ReceivedWebhook[] = [];
  const server = Deno.serve(
    { port, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { headers } = request;
      const id = headers.get("webhook-id")!;
      const text = await request.text();
      // Not `verify`, which knows only the time of this machine: tests move the clock of the services.
      const sentAt = new Date(Number(headers.get("webhook-timestamp")) * 1_000);
      const expected = verifier.sign(id, sentAt, text);
      if (!headers.get("webhook-signature")?.split(" ").includes(expected)) {
        return new Response("wrong signature", { status: 401 });
      }
      const body = JSON.parse(text) as ReceivedWebhook["body"];
      const webhook = { id, headers, body };
      received.push(webhook);
      return await receiver.answer(webhook);
    },
  );
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${server.addr.port}/events?source=wecom`,
    received,
    answer: () => new Response(null, { status: 204 }),
    stop: () => server.shutdown(),
  };
  return receiver;
}
