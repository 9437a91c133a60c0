// The console's webhooks. The stack has no receiver, so pages with one are rendered here.
import { WebhookPage } from "services/callback/pages/webhooks/webhook_page.tsx";
import { WebhooksPage } from "services/callback/pages/webhooks/webhooks_page.tsx";
import type {
  DeliveryDetail,
  DeliveryItem,
  DeliveryState,
} from "services/callback/webhooks/read_deliveries.ts";
import { replacedPage } from "tests/pages/support/console_part_states.tsx";
import type { PageState } from "tests/pages/support/page_state.ts";

const PATH = "/console/webhooks";
const NOW = Date.now();
const REFUSED = "The receiver answered 503: upstream connect error or disconnect before headers";
const UNREACHABLE =
  "Cannot reach the receiver: client error (Connect): tcp connect error: Connection refused";

const ago = (minutes: number) => new Date(NOW - minutes * 60_000);

function item(index: number, type: string, state: DeliveryState, minutes: number): DeliveryItem {
  const isDelivered = state === "delivered";
  return {
    id: `0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c${index}b`,
    type,
    state,
    timestamp: ago(minutes),
    recordedAt: ago(minutes),
    attempts: isDelivered ? 1 : 12,
    nextAttemptAt: state === "waiting" ? new Date(NOW + 240_000) : null,
    endedAt: state === "waiting" ? null : ago(minutes),
    lastStatus: isDelivered ? 204 : state === "gone" ? 410 : state === "waiting" ? 503 : null,
    lastError: isDelivered
      ? null
      : state === "gone"
      ? "The receiver answered 410"
      : state === "waiting"
      ? REFUSED
      : UNREACHABLE,
  };
}

const ITEMS = [
  { ...item(0, "webhook.test", "waiting", 0), attempts: 0, lastStatus: null, lastError: null },
  item(1, "message.received", "waiting", 3),
  item(2, "reply.delivered", "delivered", 5),
  item(3, "account.needs_scan", "failed", 1_500),
  item(4, "conversation.handed_over", "gone", 1_510),
  item(5, "member.signed_in", "delivered", 4_000),
];

function detail(of: DeliveryItem): DeliveryDetail {
  const { lastStatus: status, lastError: error } = of;
  return {
    ...of,
    data: {
      conversationId: of.id,
      channel: "kf",
      app: "default",
      corpId: "ww0123456789abcdef",
      person: "wm-demo-1",
      messageId: of.id,
      kind: "text",
      text: "报名多少钱？请回电 13800138000",
      sentAt: of.timestamp.toISOString(),
    },
    lastAttempts: Array.from({ length: of.attempts }, (_, index) => ({
      number: of.attempts - index,
      at: ago(index * 10),
      durationMs: 12 + index * 7,
      status: index % 3 === 2 ? null : status,
      error: index % 3 === 2 ? UNREACHABLE : error,
    })),
  };
}

const list = {
  nextCursor: "MTc2NDQ4.x",
  filter: {},
  isFirst: true,
  address: "https://crm.example.com/wecom-events",
};

/** Pages of the console's webhooks in every state. */
export const WEBHOOK_STATES: readonly PageState[] = [
  replacedPage("webhooks", PATH, <WebhooksPage {...list} items={ITEMS} />),
  replacedPage(
    "webhooks-stopped",
    PATH,
    <WebhooksPage {...list} items={ITEMS.slice(2)} address={undefined} />,
  ),
  replacedPage(
    "webhooks-off",
    PATH,
    (
      <WebhooksPage {...list} items={[]} nextCursor={null} address={undefined} />
    ),
  ),
  replacedPage(
    "webhooks-empty",
    PATH,
    (
      <WebhooksPage {...list} items={[]} nextCursor={null} />
    ),
  ),
  replacedPage(
    "webhooks-none-found",
    PATH,
    (
      <WebhooksPage {...list} items={[]} nextCursor={null} filter={{ state: "failed" }} />
    ),
  ),
  replacedPage(
    "webhook-waiting",
    PATH,
    (
      <WebhookPage item={detail(ITEMS[1]!)} done="replayed" canSend />
    ),
  ),
  replacedPage(
    "webhook-delivered",
    PATH,
    (
      <WebhookPage item={detail(ITEMS[2]!)} done={undefined} canSend />
    ),
  ),
  replacedPage(
    "webhook-sending",
    PATH,
    (
      <WebhookPage item={undefined} done="test" canSend />
    ),
  ),
];
