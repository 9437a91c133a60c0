import assert from "node:assert/strict";
import { startOfDay } from "services/auth/domain/start_of_day.ts";

Deno.test("a day begins at midnight of its time zone, also when the clocks change", () => {
  const cases: [string, string, number, string][] = [
    ["2026-01-01", "Asia/Shanghai", 0, "2025-12-31T16:00:00.000Z"],
    ["2026-01-01", "Asia/Shanghai", 1, "2026-01-01T16:00:00.000Z"],
    ["2026-01-01", "UTC", 0, "2026-01-01T00:00:00.000Z"],
    ["2026-03-29", "Europe/Berlin", 0, "2026-03-28T23:00:00.000Z"],
    ["2026-03-29", "Europe/Berlin", 1, "2026-03-29T22:00:00.000Z"],
    ["2026-11-01", "America/New_York", 1, "2026-11-02T05:00:00.000Z"],
  ];
  for (const [day, zone, later, expected] of cases) {
    assert.equal(startOfDay(day, zone, later).toISOString(), expected, `${day} ${zone}`);
  }
});
