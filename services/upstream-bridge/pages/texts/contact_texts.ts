import type { Text } from "packages/platform/lang.ts";

/** The texts of the contacts. */
export const CONTACT_TEXTS = {
  kinds: { zh: "联系人类型", en: "Kinds of contacts" },
  inner: { zh: "企业成员", en: "Colleagues" },
  external: { zh: "外部联系人", en: "External contacts" },
  search: { zh: "在本页查找", en: "Find on this page" },
  noMatch: { zh: "本页没有符合的联系人。", en: "No contact on this page matches." },
  name: { zh: "姓名", en: "Name" },
  department: { zh: "部门", en: "Department" },
  departments: { zh: "部门", en: "Departments" },
  position: { zh: "职务", en: "Position" },
  remark: { zh: "备注", en: "Remark" },
  company: { zh: "企业备注", en: "Company" },
  mobile: { zh: "手机号", en: "Phone" },
  relation: { zh: "关系", en: "Relation" },
  id: { zh: "ID", en: "Id" },
  write: { zh: "发消息", en: "Write" },
  actions: { zh: "操作", en: "Actions" },
  none: { zh: "没有联系人", en: "No contacts" },
  noneNext: {
    zh: "上游没有返回这一类联系人。",
    en: "The upstream returned no contacts of this kind.",
  },
  notOnline: { zh: "账号不在线，无法读取通讯录", en: "The account is not online" },
  notOnlineNext: {
    zh: "登录后再查看。通讯录从上游实时读取，本系统不保存。",
    en: "Sign it in first. Contacts are read from the upstream, and are not stored here.",
  },
  failed: { zh: "暂时读不到通讯录", en: "The contacts cannot be read now" },
  retry: { zh: "重试", en: "Try again" },
  more: { zh: "下一页", en: "Next page" },
  first: { zh: "回到第一页", en: "First page" },
} as const satisfies Record<string, Text>;

/** How an external contact stands to the account. */
export const RELATIONS: Readonly<Record<string, Text>> = {
  friend: { zh: "好友", en: "Contact" },
  deleted_by_us: { zh: "已删除对方", en: "Deleted by us" },
  deleted_by_them: { zh: "被对方删除", en: "Deleted by them" },
  deleted_by_both: { zh: "互相删除", en: "Deleted by both" },
};
