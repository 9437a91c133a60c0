import type { CallbackMessage } from "packages/events/callback_message.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCalls } from "packages/wecom/client/kf_calls.ts";
import type { KfPage } from "packages/wecom/client/kf_values.ts";
import { FIRST_SYNC_AGE_MS } from "services/ai-reply/domain/timing.ts";
import { recordKfItem } from "services/ai-reply/recording/record_kf_item.ts";
import {
  advanceCursor,
  type KfPosition,
  readPosition,
} from "services/ai-reply/recording/kf_cursors.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { recordingRules } from "services/ai-reply/recording/recording_rules.ts";
import { wakeConversations } from "services/ai-reply/conversations/wake.ts";

type News = Extract<CallbackMessage, { kind: "kf_news" }>;

/** Number of items that one transaction can record well within its limit of five seconds. */
const PAGE_SIZE = 100;

/** WeCom: the token of the callback is older than ten minutes. */
const TOKEN_EXPIRED = 95007;

/**
 * Reads an account page by page. The queue lets one worker at a time read an account. If two workers read the same page
 * nevertheless, only the one that moves the cursor first records its items, in the same transaction.
 * @throws Error when the queue must try again: WeCom is unavailable, or the app is not configured
 */
export async function syncKf(deps: WorkerDeps, news: News, signal: AbortSignal): Promise<void> {
  const kf = deps.apps.get(news.app)?.client.kf;
  if (kf === undefined) {
    throw new Error(
      `Cannot read 微信客服 ${news.openKfId}: the app ${news.app} is not configured. Add it to WECOM_APPS_FILE, then replay this job.`,
    );
  }
  while (true) {
    signal.throwIfAborted();
    const position = await readPosition(deps.sql, news);
    const page = await readPage(kf, news, position?.cursor, signal);
    const moved = await recordPage(deps, news, position, page);
    // If another process moved the cursor first, continue from its position.
    if (moved && !page.hasMore) return;
  }
}

async function readPage(
  kf: KfCalls,
  { openKfId, syncToken }: News,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<KfPage> {
  const page = { openKfId, cursor, limit: PAGE_SIZE };
  try {
    return await kf.syncMessages({ ...page, syncToken }, signal);
  } catch (error) {
    if (!(error instanceof WecomError && error.errcode === TOKEN_EXPIRED)) throw error;
    return await kf.syncMessages(page, signal);
  }
}

/** Records a page and moves the cursor, in one transaction. Returns false if another worker recorded the page. */
async function recordPage(
  deps: WorkerDeps,
  { app, corpId, openKfId }: News,
  position: KfPosition | undefined,
  page: KfPage,
): Promise<boolean> {
  const { sql, clock, settings, log } = deps;
  const now = clock.now();
  if (page.nextCursor === "") return true;
  // First read of the account: its messages are up to three days old, and staff have answered them.
  const answersFrom = position?.answersFrom ?? new Date(now - FIRST_SYNC_AGE_MS);
  return await sql.begin(async (tx) => {
    const to = { cursor: page.nextCursor, answersFrom };
    const step = { from: position?.cursor, to, now };
    if (!await advanceCursor(tx, { corpId, openKfId, app }, step)) return false;
    const wakes = new Set<string>();
    const hasten = new Set<string>();
    const rules = recordingRules(deps, now);
    for (const item of page.items) {
      const isHistory = item.sentAt < answersFrom.getTime();
      const recorded = await recordKfItem(tx, { app, corpId, openKfId, item, isHistory }, rules);
      if (recorded.wake !== undefined) wakes.add(recorded.wake);
      if (recorded.wake !== undefined && recorded.isUrgent) hasten.add(recorded.wake);
      if (recorded.notDelivered !== undefined) {
        log.warn("kf_message_not_delivered", { open_kfid: openKfId, error: recorded.notDelivered });
      }
    }
    await wakeConversations(deps, tx, wakes, { startAfterMs: settings.mergeWindowMs, hasten });
    return true;
  });
}
