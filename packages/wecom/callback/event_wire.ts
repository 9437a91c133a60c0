import { z } from "zod";
import { anyMessage, fromMember, fromSystem } from "packages/wecom/callback/common_wire.ts";
import {
  decimal,
  id,
  integer,
  listOf,
  nestedListOf,
  seconds,
} from "packages/wecom/callback/wire_fields.ts";

const kind = z.literal("event");
const byMember = { ...fromMember, kind };
const bySystem = { ...fromSystem, kind };

/** What members do with an app and its menu. Document path 90240. */
export const memberEvents = [
  z.object({
    ...byMember,
    event: z.literal(["subscribe", "unsubscribe", "enter_agent"]),
    eventKey: z.string().optional(),
  }),
  z.object({
    ...byMember,
    event: z.literal("LOCATION"),
    latitude: decimal,
    longitude: decimal,
    precision: decimal.optional(),
  }),
  z.object({
    ...byMember,
    event: z.literal(["click", "view", "view_miniprogram"]),
    /** The menu's key, URL or page path. */
    eventKey: z.string(),
  }),
  z.object({
    ...byMember,
    event: z.literal(["scancode_push", "scancode_waitmsg"]),
    eventKey: z.string().optional(),
    scanCodeInfo: z.object({
      scanType: z.string().optional(),
      scanResult: z.string().default(""),
    }),
  }),
  z.object({
    ...byMember,
    event: z.literal(["pic_sysphoto", "pic_photo_or_album", "pic_weixin"]),
    eventKey: z.string().optional(),
    sendPicsInfo: z.object({
      count: integer.optional(),
      picList: nestedListOf("item", z.object({ picMd5Sum: z.string() })),
    }),
  }),
  z.object({
    ...byMember,
    event: z.literal("location_select"),
    eventKey: z.string().optional(),
    sendLocationInfo: z.object({
      location_X: decimal,
      location_Y: decimal,
      scale: integer.optional(),
      label: z.string().default(""),
      poiname: z.string().optional(),
    }).transform(({ location_X, location_Y, ...location }) => ({
      ...location,
      latitude: location_X,
      longitude: location_Y,
    })),
  }),
] as const;

const card = {
  ...byMember,
  eventKey: z.string(),
  taskId: z.string().optional(),
  cardType: z.string().optional(),
  /** Updates the card once, within 72 hours. */
  responseCode: z.string().optional(),
};

/** Taps on template cards. Document path 90240. */
export const cardEvents = [
  z.object({
    ...card,
    event: z.literal("template_card_event"),
    selectedItems: nestedListOf(
      "selectedItem",
      z.object({ questionKey: z.string(), optionIds: nestedListOf("optionId", id) }),
    ),
  }),
  z.object({ ...card, event: z.literal("template_card_menu_event") }),
] as const;

/** 微信客服: the messages themselves are fetched by `kf/sync_msg`. Document paths 94670 and 97712. */
export const kfEvents = [
  z.object({
    ...anyMessage,
    kind,
    event: z.literal("kf_msg_or_event"),
    openKfId: z.string(),
    /** For `kf/sync_msg`, valid ten minutes. */
    token: z.string(),
  }),
  z.object({
    ...bySystem,
    event: z.literal("kf_account_auth_change"),
    authAddOpenKfId: listOf(z.string()),
    authDelOpenKfId: listOf(z.string()),
  }),
] as const;

/** What happens to the app, and to jobs and approvals. Document path 90240. */
export const appEvents = [
  z.object({
    ...bySystem,
    event: z.literal(["inactive_alert", "low_active_alert"]),
    /** When WeCom will act, in Unix seconds. */
    effectTime: seconds.optional(),
  }),
  z.object({
    ...bySystem,
    event: z.literal([
      "close_inactive_agent",
      "reopen_inactive_agent",
      "low_active",
      "active_restored",
    ]),
  }),
  z.looseObject({ ...bySystem, event: z.literal(["share_agent_change", "share_chain_change"]) }),
  z.object({
    ...bySystem,
    event: z.literal("batch_job_result"),
    batchJob: z.object({
      jobId: z.string(),
      jobType: z.string(),
      errCode: integer.optional(),
      errMsg: z.string().optional(),
    }),
  }),
  z.object({
    ...bySystem,
    event: z.literal("open_approval_change"),
    /** Nodes and their people are kept as they come. */
    approvalInfo: z.looseObject({
      thirdNo: z.string(),
      openSpName: z.string().optional(),
      openTemplateId: z.string().optional(),
      /** 1 to 4. */
      openSpStatus: integer.optional(),
      applyTime: seconds.optional(),
    }),
  }),
] as const;
