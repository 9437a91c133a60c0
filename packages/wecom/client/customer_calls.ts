import { z } from "zod";
import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";

/** A page has 500 followers; 2,000 are enough. */
const PAGES_MAX = 4;

/** A tag that WeCom has for a customer. */
export interface CustomerTag {
  /** Absent for personal tags. */
  readonly group?: string;
  readonly name: string;
}

/** A member who has added the customer. */
export interface CustomerFollower {
  readonly userId: string;
  readonly remark: string;
  readonly description: string;
  readonly tags: readonly CustomerTag[];
  /** WeCom's number for how the customer was added; 0 when unknown. */
  readonly addWay: number;
  /** The channel of the QR code that was scanned; empty without one. */
  readonly state: string;
  /** When the customer was added: ISO 8601 in UTC. */
  readonly addedAt: string;
}

/** An external contact. */
export interface Customer {
  readonly externalUserId: string;
  readonly name: string;
  readonly avatar?: string;
  readonly type: "wechat" | "wecom";
  /** The employer, only for customers who use WeCom. */
  readonly corpName?: string;
  readonly position?: string;
  readonly followers: readonly CustomerFollower[];
}

/** Calls of 客户联系. All throw `WecomError` or `WecomUnreachableError`. */
export interface CustomerCalls {
  /**
   * A customer with at most 2,000 of the members who have added them. Phone numbers in the members'
   * notes are dropped. Error 84061 when no member in the app's scope has added the customer, 40096 when
   * the id is unknown. Document path 92114.
   */
  getCustomer(externalUserId: string, signal?: AbortSignal): Promise<Customer>;
}

const text = z.string().nullish().transform((value) => value ?? "");
const optionalText = z.string().nullish().transform((value) => value || undefined);

const followerWire = z.looseObject({
  userid: z.string(),
  remark: text,
  description: text,
  createtime: z.coerce.number().default(0),
  tags: z.array(z.looseObject({ group_name: optionalText, tag_name: z.string() })).nullish(),
  add_way: z.coerce.number().int().default(0),
  state: text,
});

const customerWire = z.looseObject({
  external_contact: z.looseObject({
    external_userid: z.string(),
    name: z.string(),
    avatar: optionalText,
    type: z.coerce.number(),
    corp_name: optionalText,
    corp_full_name: optionalText,
    position: optionalText,
  }),
  follow_user: z.array(followerWire).default([]),
  next_cursor: optionalText,
});

/** Makes the calls of one app. */
export function createCustomerCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): CustomerCalls {
  return {
    async getCustomer(externalUserId, signal) {
      const page = async (cursor?: string) =>
        await call({
          call: "externalcontact/get",
          query: { external_userid: externalUserId, ...cursor === undefined ? {} : { cursor } },
          answer: customerWire,
          repeatable: true,
          tokens,
          signal,
        });
      const first = await page();
      const followers = [...first.follow_user];
      let cursor = first.next_cursor;
      for (let pages = 1; cursor !== undefined && pages < PAGES_MAX; pages++) {
        const next = await page(cursor);
        followers.push(...next.follow_user);
        cursor = next.next_cursor;
      }
      return toCustomer(first.external_contact, followers);
    },
  };
}

function toCustomer(
  wire: z.output<typeof customerWire>["external_contact"],
  followers: readonly z.output<typeof followerWire>[],
): Customer {
  const corpName = wire.corp_full_name ?? wire.corp_name;
  return {
    externalUserId: wire.external_userid,
    name: wire.name,
    ...wire.avatar === undefined ? {} : { avatar: wire.avatar },
    type: wire.type === 2 ? "wecom" : "wechat",
    ...corpName === undefined ? {} : { corpName },
    ...wire.position === undefined ? {} : { position: wire.position },
    followers: followers.map(toFollower),
  };
}

function toFollower(wire: z.output<typeof followerWire>): CustomerFollower {
  return {
    userId: wire.userid,
    remark: wire.remark,
    description: wire.description,
    tags: (wire.tags ?? []).map(({ group_name: group, tag_name: name }) =>
      group === undefined ? { name } : { group, name }
    ),
    addWay: wire.add_way,
    state: wire.state,
    addedAt: new Date(wire.createtime * 1000).toISOString(),
  };
}
