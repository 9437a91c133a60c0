import type { Sql } from "postgres";
import type { KfCustomer } from "packages/wecom/client/kf_values.ts";
import { customerName } from "services/ai-reply/domain/customer_name.ts";
import type { CustomerKey } from "services/ai-reply/stores/customer_store.ts";

/** A customer of 微信客服 without a name, and the configured app that may ask for it. */
export interface Nameless extends CustomerKey {
  readonly app: string;
}

/** What one call of WeCom's takes. */
const BATCH = 100;

/**
 * Customers of 微信客服 who wrote since `since` and have no name, a hundred at most; each goes to one caller, and to nobody
 * else until `until`. Their rows are made where there are none, as if never fetched: the sidebar still asks for more.
 */
export async function takeNameless(
  sql: Sql,
  { since, now, until }: { readonly since: Date; readonly now: Date; readonly until: Date },
): Promise<readonly Nameless[]> {
  return await sql<Nameless[]>`
    with nameless as (
      select distinct on (c.corp_id, c.person) c.corp_id, c.person, c.app
      from ai_reply.conversations c
      left join ai_reply.customers k
        on k.corp_id = c.corp_id and k.external_user_id = c.person
      where c.channel = 'kf' and c.last_message_at > ${since} and k.name is null
        and coalesce(k.ask_name_from, '-infinity') <= ${now}
      order by c.corp_id, c.person, c.last_message_at desc
      limit ${BATCH}
    ), taken as (
      insert into ai_reply.customers as k
        (corp_id, external_user_id, fetched_at, updated_at, ask_name_from)
      select corp_id, person, ${new Date(
    0,
  )}::timestamptz, ${now}::timestamptz, ${until}::timestamptz
      from nameless
      on conflict (corp_id, external_user_id) do update set ask_name_from = excluded.ask_name_from
        where k.name is null and coalesce(k.ask_name_from, '-infinity') <= ${now}
      returning corp_id, external_user_id
    )
    select n.app, n.corp_id as "corpId", n.person as "externalUserId"
    from nameless n join taken t on t.corp_id = n.corp_id and t.external_user_id = n.person`;
}

/** Stores what WeCom told of customers of one corp, unless more is known of them by now. */
export async function saveKfNames(
  sql: Sql,
  corpId: string,
  { customers, now }: { readonly customers: readonly KfCustomer[]; readonly now: Date },
): Promise<void> {
  await sql.begin(async (tx) => {
    for (const { externalUserId, nickname, avatar } of customers) {
      const name = customerName(nickname) || externalUserId;
      await tx`
        update ai_reply.customers set name = ${name}, avatar = ${avatar},
          updated_at = ${now}
        where corp_id = ${corpId} and external_user_id = ${externalUserId} and name is null`;
    }
  });
}

/** Notes that WeCom does not tell the names of these. */
export async function askKfNamesFrom(
  sql: Sql,
  corpId: string,
  { externalUserIds, from }: { readonly externalUserIds: readonly string[]; readonly from: Date },
): Promise<void> {
  await sql`
    update ai_reply.customers set ask_name_from = ${from}
    where corp_id = ${corpId} and external_user_id = any(${[...externalUserIds]})`;
}
