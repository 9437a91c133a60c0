import assert from "node:assert/strict";
import { exactTime, relativeTime, shortDate } from "packages/ui/console/relative_time.ts";

const NOW = Date.UTC(2026, 0, 1, 12);

Deno.test("a distance is shown in the largest unit that fits, with a space between figures and Chinese", () => {
  const words = (agoMs: number) => [
    relativeTime(NOW - agoMs, NOW, "zh"),
    relativeTime(NOW - agoMs, NOW, "en"),
  ];
  assert.deepEqual(words(0), ["刚刚", "now"]);
  assert.deepEqual(words(59_999), ["59 秒钟前", "59 seconds ago"]);
  assert.deepEqual(words(60_000), ["1 分钟前", "1 minute ago"]);
  assert.deepEqual(words(2 * 3_600_000), ["2 小时前", "2 hours ago"]);
  assert.deepEqual(words(3 * 86_400_000), ["3 天前", "3 days ago"]);
  assert.equal(relativeTime(NOW + 120_000, NOW, "en"), "in 2 minutes");
});

Deno.test("the exact time is in the time zone and names it", () => {
  assert.equal(exactTime(NOW, "Asia/Shanghai"), "2026-01-01 20:00:00 GMT+8");
  assert.equal(shortDate(NOW, "America/New_York"), "2026-01-01 07:00");
});
