import type { Sql } from "postgres";
import type { KfCustomer } from "packages/wecom/client/kf_values.ts";
import { customerName } from "services/ai-reply/domain/customer_name.ts";
import type { CustomerKey } from "services/ai-reply/customers/customer_store.ts";

/** A customer of 微信客服 without a name, and the configured app that may fetch it. */
export interface UnnamedCustomer extends CustomerKey {
  readonly app: string;
}

/** The maximum of one call of `kf/customer/batchget` (WeCom document path 95159). */
const BATCH = 100;

/**
 * Claims up to a hundred customers of 微信客服 who wrote since `since` and have no name. Each goes to one caller, and is not
 * claimed again before `until`. Creates missing rows as never fetched, so that the sidebar still fetches the profile.
 */
export async function claimUnnamedCustomers(
  sql: Sql,
  { since, now, until }: { readonly since: Date; readonly now: Date; readonly until: Date },
): Promise<readonly UnnamedCustomer[]> {
  const neverFetched = new Date(0);
  return await sql<UnnamedCustomer[]>`
    with unnamed as (
      select distinct on (c.corp_id, c.person) c.corp_id, c.person, c.app
      from ai_reply.conversations c
      left join ai_reply.customers k
        on k.corp_id = c.corp_id and k.external_user_id = c.person
      where c.channel = 'kf' and c.last_message_at > ${since} and k.name is null
        and coalesce(k.ask_name_from, '-infinity') <= ${now}
      order by c.corp_id, c.person, c.last_message_at desc
      limit ${BATCH}
    ), claimed as (
      insert into ai_reply.customers as k
        (corp_id, external_user_id, fetched_at, updated_at, ask_name_from)
      select corp_id, person, ${neverFetched}::timestamptz, ${now}::timestamptz, ${until}::timestamptz
      from unnamed
      on conflict (corp_id, external_user_id) do update set ask_name_from = excluded.ask_name_from
        where k.name is null and coalesce(k.ask_name_from, '-infinity') <= ${now}
      returning corp_id, external_user_id
    )
    select n.app, n.corp_id as "corpId", n.person as "externalUserId"
    from unnamed n join claimed t on t.corp_id = n.corp_id and t.external_user_id = n.person`;
}

/** Stores the names of customers of one corp, unless they have a name already. */
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

/** Sets the time before which the names of these customers are not fetched again. */
export async function postponeKfNames(
  sql: Sql,
  corpId: string,
  { externalUserIds, from }: { readonly externalUserIds: readonly string[]; readonly from: Date },
): Promise<void> {
  await sql`
    update ai_reply.customers set ask_name_from = ${from}
    where corp_id = ${corpId} and external_user_id = any(${[...externalUserIds]})`;
}
