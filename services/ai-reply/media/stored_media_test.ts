import assert from "node:assert/strict";
import postgres from "postgres";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { aiReplyService } from "services/ai-reply/service.ts";
import { storeFile, streamStoredFile } from "services/ai-reply/media/stored_media.ts";

const MB = 1_048_576;
const MESSAGE = { messageId: "01890000-0000-7000-8000-000000000001", item: 0 };

Deno.test("one query carries at most one megabyte of a large file", async () => {
  const database = await createTestDatabase(migrationSources([aiReplyService]));
  const sizes: number[] = [];
  const sql = postgres(database.url, {
    onnotice: () => {},
    debug: (_connection, _query, parameters: unknown[]) =>
      sizes.push(...parameters.map((value) => value instanceof Uint8Array ? value.length : 0)),
  });
  try {
    await sql`
      with c as (
        insert into ai_reply.conversations
          (conversation_id, channel, app, corp_id, place, person, created_at)
        values (${MESSAGE.messageId}, 'kf', 'default', 'ww1', 'wk1', 'wm1', now())
        returning conversation_id)
      insert into ai_reply.messages
        (message_id, source_key, conversation_id, author, content, sent_at, filed_at)
      select ${MESSAGE.messageId}, 'one', conversation_id, 'customer', '{}', now(), now() from c`;
    const bytes = Uint8Array.from({ length: 3 * MB - 5 }, (_, at) => at * 31 >> 8);
    const file = { contentType: "video/mp4", bytes };
    await Promise.all([storeFile(sql, MESSAGE, file, 0), storeFile(sql, MESSAGE, file, 0)]);
    assert.equal(Math.max(...sizes), MB);
    const stored = streamStoredFile(sql, MESSAGE, bytes.length);
    assert.deepEqual(new Uint8Array(await new Response(stored).arrayBuffer()), bytes);
  } finally {
    await sql.end();
    await database.drop();
  }
});
