import { z } from "zod";

const id = z.union([z.string(), z.number().int()]).transform(String);
const text = z.string().default("");
const optionalText = z.string().nullish().transform((value) => value ?? "");
/** A content in another form counts as absent: the message is then of a kind that is not read here, but not lost. */
const media = z.looseObject({ media_id: z.string().min(1) }).optional().catch(undefined);

/** An event, with the fields of all event types. Document path 94670. */
const event = z.looseObject({
  event_type: z.string(),
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  change_type: z.coerce.number().optional(),
  fail_msgid: id.optional(),
  fail_type: z.coerce.number().optional(),
  recall_msgid: id.optional(),
});

/** One item of `kf/sync_msg`; only the part that its `msgtype` names is present. */
const item = z.looseObject({
  msgid: id,
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  /** Seconds since the epoch. */
  send_time: z.coerce.number().default(0),
  origin: z.coerce.number().default(0),
  /** Only with origin 5. */
  servicer_userid: z.string().nullish(),
  msgtype: z.string().default(""),
  text: z.looseObject({ content: text }).optional().catch(undefined),
  image: media,
  voice: media,
  video: media,
  file: media,
  location: z.looseObject({
    latitude: z.coerce.number().default(0),
    longitude: z.coerce.number().default(0),
    name: text,
    address: text,
  }).optional().catch(undefined),
  link: z.looseObject({ title: text, desc: text, url: text }).optional().catch(undefined),
  event: event.optional(),
});

/** An item in its wire form. */
export type KfItemWire = z.infer<typeof item>;

/** `POST kf/sync_msg`, document path 94670. */
export const syncMessagesWire = z.looseObject({
  next_cursor: text,
  has_more: z.coerce.number().default(0).transform((value) => value === 1),
  msg_list: readableOf(item),
});

/** `POST kf/send_msg`, document path 94677. */
export const sendKfMessageWire = z.looseObject({ msgid: z.string().optional() });

/** `POST kf/service_state/get`, document path 94669. */
export const serviceStateWire = z.looseObject({
  service_state: z.coerce.number(),
  servicer_userid: z.string().nullish(),
});

/** `POST kf/service_state/trans`, document path 94669. */
export const changeServiceStateWire = z.looseObject({ msg_code: optionalText });

const customer = z.looseObject({
  external_userid: z.string(),
  nickname: optionalText,
  avatar: optionalText,
});

/** A customer in its wire form. */
export type KfCustomerWire = z.infer<typeof customer>;

/** `POST kf/customer/batchget`, document path 95159. Customers without a profile are in another list, or in none. */
export const kfCustomersWire = z.looseObject({
  customer_list: readableOf(customer),
});

/** A list without the items that the schema refuses: one unknown form must not stop the others. */
function readableOf<S extends z.ZodType>(schema: S) {
  return z.array(z.unknown()).nullish().transform((items) =>
    (items ?? []).flatMap((one) => {
      const parsed = schema.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    })
  );
}
