import type { Sql, TransactionSql } from "postgres";
import type { Actor, Audit } from "packages/events/audit.ts";
import type { Clock } from "packages/platform/clock.ts";
import {
  type BridgeSettings,
  bridgeSettings,
  DEFAULT_SETTINGS,
} from "services/upstream-bridge/domain/bridge_settings.ts";

/** The stored settings, shared by all replicas. */
export interface SettingsStore {
  /** Reads them; a change is seen by the next call in every replica. `reader` may be a transaction. */
  read(reader?: Sql | TransactionSql): Promise<BridgeSettings>;
  /** Changes the given settings and returns all. @throws ZodError when one has no valid value */
  change(
    changes: Partial<BridgeSettings>,
    request: { readonly by: Actor },
  ): Promise<BridgeSettings>;
}

/** The names of changed settings in the audit trail are cut at this length. */
const DETAIL_LENGTH_MAX = 128;

/** Creates a {@link SettingsStore}. */
export function createSettingsStore(
  { sql, clock, audit }: { readonly sql: Sql; readonly clock: Clock; readonly audit: Audit },
): SettingsStore {
  async function read(reader: Sql | TransactionSql = sql): Promise<BridgeSettings> {
    const [row] = await reader`select settings from upstream_bridge.settings`;
    return row === undefined ? DEFAULT_SETTINGS : bridgeSettings.parse(row.settings);
  }

  return {
    read,
    async change(changes, { by }) {
      return await sql.begin(async (tx) => {
        // Two changes at the same time must not undo each other.
        await tx`lock table upstream_bridge.settings in share row exclusive mode`;
        const settings = bridgeSettings.parse({ ...await read(tx), ...changes });
        const at = new Date(clock.now());
        await tx`
          insert into upstream_bridge.settings (settings, changed_by, changed_at)
          values (${tx.json(settings)}, ${by.subject}, ${at})
          on conflict (is_only_row) do update
          set settings = excluded.settings, changed_by = excluded.changed_by,
            changed_at = excluded.changed_at`;
        const detail = Object.keys(changes).sort().join(",").slice(0, DETAIL_LENGTH_MAX);
        await audit.record(tx, { by, action: "bridge.settings", thing: "bridge/settings", detail });
        return settings;
      });
    },
  };
}
