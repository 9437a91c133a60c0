import type { CallbackMessage } from "packages/events/callback_message.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCalls } from "packages/wecom/client/kf_calls.ts";
import type { KfPage } from "packages/wecom/client/kf_values.ts";
import { FIRST_SYNC_AGE_MS } from "services/ai-reply/domain/timing.ts";
import { fileKfItem } from "services/ai-reply/stores/file_kf_item.ts";
import {
  advanceCursor,
  type KfPosition,
  readPosition,
} from "services/ai-reply/stores/kf_cursors.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";
import { filingRules } from "services/ai-reply/workers/filing_rules.ts";
import { wakeConversations } from "services/ai-reply/workers/wake.ts";

type News = Extract<CallbackMessage, { kind: "kf_news" }>;

/** What one transaction files within its five seconds, with much to spare. */
const PAGE_SIZE = 100;

/** WeCom: the token of a callback is older than ten minutes. */
const TOKEN_EXPIRED = 95007;

/**
 * Reads an account page after page. The queue has each account read by one worker at a time; should two read the same
 * page after all, it counts for the one that moves the cursor first, in the transaction that files what it holds.
 * @throws what the queue is to try again: WeCom is away, the app is not configured
 */
export async function syncKf(engine: Engine, news: News, signal: AbortSignal): Promise<void> {
  const kf = engine.apps.get(news.app)?.client.kf;
  if (kf === undefined) {
    throw new Error(
      `Cannot read 微信客服 ${news.openKfId}: the app ${news.app} is not configured. Add it to WECOM_APPS_FILE, then replay this job.`,
    );
  }
  while (true) {
    signal.throwIfAborted();
    const position = await readPosition(engine.sql, news);
    const page = await readPage(kf, news, position?.cursor, signal);
    const moved = await filePage(engine, news, position, page);
    // Where another process was faster, its page tells how to go on.
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

/** Files a page and moves the cursor, in one transaction; false when the page was filed by somebody else. */
async function filePage(
  engine: Engine,
  { app, corpId, openKfId }: News,
  position: KfPosition | undefined,
  page: KfPage,
): Promise<boolean> {
  const { sql, clock, settings, log } = engine;
  const now = clock.now();
  if (page.nextCursor === "") return true;
  // Never read before: what lies there is up to three days old, and was answered by people.
  const answersFrom = position?.answersFrom ?? new Date(now - FIRST_SYNC_AGE_MS);
  return await sql.begin(async (tx) => {
    const to = { cursor: page.nextCursor, answersFrom };
    const step = { from: position?.cursor, to, now };
    if (!await advanceCursor(tx, { corpId, openKfId, app }, step)) return false;
    const wakes = new Set<string>();
    const hasten = new Set<string>();
    const rules = filingRules(engine, now);
    for (const item of page.items) {
      const isHistory = item.sentAt < answersFrom.getTime();
      const filed = await fileKfItem(tx, { app, corpId, openKfId, item, isHistory }, rules);
      if (filed.wake !== undefined) wakes.add(filed.wake);
      if (filed.wake !== undefined && filed.isUrgent) hasten.add(filed.wake);
      if (filed.notDelivered !== undefined) {
        log.warn("kf_message_not_delivered", { open_kfid: openKfId, error: filed.notDelivered });
      }
    }
    await wakeConversations(engine, tx, wakes, { startAfterMs: settings.mergeWindowMs, hasten });
    return true;
  });
}
