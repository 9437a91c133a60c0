import assert from "node:assert/strict";
import { type AppMessage, parseMessage } from "packages/wecom/callback/message.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";
import { writeXml, type XmlChildren } from "packages/wecom/callback/xml_writer.ts";

const CORP_ID = "ww0123456789abcdef";
const HEAD = { ToUserName: CORP_ID, FromUserName: "zhangsan", CreateTime: 1_700_000_000 };
const READ_HEAD = { toUserName: CORP_ID, fromUserName: "zhangsan", createTime: 1_700_000_000 };
const MESSAGE_ID = "9007199254740993123";

function sent(msgType: string, fields: XmlChildren): AppMessage {
  const ids = { MsgId: MESSAGE_ID, AgentID: "1000002" };
  return parseMessage(writeXml({ ...HEAD, MsgType: msgType, ...fields, ...ids }));
}

function event(name: string, fields: XmlChildren = {}, head: XmlChildren = HEAD): AppMessage {
  return parseMessage(writeXml({ ...head, MsgType: "event", Event: name, ...fields }));
}

Deno.test("vector V4: a text message without CDATA is read", () => {
  assert.deepEqual(parseMessage(vectorOf("V4").plaintext), {
    kind: "text",
    toUserName: "ww1436e0e65a779aee",
    fromUserName: "ChenJiaShun",
    createTime: 1_476_422_779,
    agentId: "1000002",
    msgId: "1456453720",
    content: "你好",
  });
});

Deno.test("each kind of message is read with its fields, ids digit by digit", () => {
  const shared = { ...READ_HEAD, msgId: MESSAGE_ID, agentId: "1000002" };
  assert.deepEqual(sent("text", { Content: " 在吗\n " }), {
    ...shared,
    kind: "text",
    content: " 在吗\n ",
  });
  assert.deepEqual(sent("text", { Content: "" }), { ...shared, kind: "text", content: "" });
  assert.deepEqual(sent("image", { PicUrl: "https://example.com/p", MediaId: "m" }), {
    ...shared,
    kind: "image",
    picUrl: "https://example.com/p",
    mediaId: "m",
  });
  assert.deepEqual(sent("voice", { MediaId: "m", Format: "amr" }), {
    ...shared,
    kind: "voice",
    mediaId: "m",
    format: "amr",
  });
  assert.deepEqual(sent("video", { MediaId: "m", ThumbMediaId: "t" }), {
    ...shared,
    kind: "video",
    mediaId: "m",
    thumbMediaId: "t",
  });
  const place = { Location_X: 23.134, Location_Y: "-113.358", Scale: 20, Label: "广州" };
  assert.deepEqual(sent("location", { ...place, AppType: "wxwork" }), {
    ...shared,
    kind: "location",
    latitude: 23.134,
    longitude: -113.358,
    scale: 20,
    label: "广州",
  });
  const url = "https://example.com/a?b=1&c=2";
  assert.deepEqual(sent("link", { Title: "t", Description: "", Url: url, PicUrl: "" }), {
    ...shared,
    kind: "link",
    title: "t",
    description: "",
    url,
  });
});

Deno.test("what members do with an app and its menu is read", () => {
  const shared = { ...READ_HEAD, kind: "event" };
  for (const name of ["subscribe", "unsubscribe", "enter_agent"]) {
    const read = event(name, { EventKey: "", AgentID: 1_000_002 });
    assert.deepEqual(read, { ...shared, event: name, agentId: "1000002" });
  }
  for (const name of ["click", "view", "view_miniprogram"]) {
    assert.deepEqual(event(name, { EventKey: "k" }), { ...shared, event: name, eventKey: "k" });
  }
  const coordinates = { Latitude: "23.137466", Longitude: "113.352425", Precision: "119.385040" };
  assert.deepEqual(event("LOCATION", coordinates), {
    ...shared,
    event: "LOCATION",
    latitude: 23.137466,
    longitude: 113.352425,
    precision: 119.38504,
  });
  const scan = { EventKey: "6", ScanCodeInfo: { ScanType: "qrcode", ScanResult: "1" } };
  assert.deepEqual(event("scancode_waitmsg", scan), {
    ...shared,
    event: "scancode_waitmsg",
    eventKey: "6",
    scanCodeInfo: { scanType: "qrcode", scanResult: "1" },
  });
  const select = { Location_X: "23", Location_Y: "113", Scale: "15", Label: "l", Poiname: "" };
  assert.deepEqual(event("location_select", { EventKey: "6", SendLocationInfo: select }), {
    ...shared,
    event: "location_select",
    eventKey: "6",
    sendLocationInfo: { latitude: 23, longitude: 113, scale: 15, label: "l" },
  });
});

Deno.test("a list is an array whether it has none, one or more entries", () => {
  for (const count of [0, 1, 3]) {
    const item = Array.from({ length: count }, (_, i) => ({ PicMd5Sum: `md5-${i}` }));
    const read = event("pic_weixin", { SendPicsInfo: { Count: count, PicList: { item } } });
    assert.ok(read.kind === "event" && read.event === "pic_weixin");
    const sums = read.sendPicsInfo.picList.map(({ picMd5Sum }) => picMd5Sum);
    assert.deepEqual(sums, ["md5-0", "md5-1", "md5-2"].slice(0, count));
  }
});

Deno.test("a tap on a template card is read with what was selected", () => {
  const selected = [
    { QuestionKey: "q1", OptionIds: { OptionId: ["a", "b"] } },
    { QuestionKey: "q2", OptionIds: { OptionId: "c" } },
    { QuestionKey: "q3", OptionIds: "" },
  ];
  const card = { EventKey: "k", TaskId: "t", CardType: "multiple_interaction", ResponseCode: "r" };
  const shared = {
    ...READ_HEAD,
    kind: "event",
    eventKey: "k",
    taskId: "t",
    cardType: "multiple_interaction",
    responseCode: "r",
  };
  const items = { SelectedItems: { SelectedItem: selected } };
  assert.deepEqual(event("template_card_event", { ...card, ...items }), {
    ...shared,
    event: "template_card_event",
    selectedItems: [
      { questionKey: "q1", optionIds: ["a", "b"] },
      { questionKey: "q2", optionIds: ["c"] },
      { questionKey: "q3", optionIds: [] },
    ],
  });
  const menu = event("template_card_menu_event", card);
  assert.deepEqual(menu, { ...shared, event: "template_card_menu_event" });
});

Deno.test("the kf event is read although it has neither sender nor message id", () => {
  const head = { ToUserName: CORP_ID, CreateTime: 1_700_000_000 };
  const fields = { Token: "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR", OpenKfId: "wkAJ2GCA" };
  assert.deepEqual(event("kf_msg_or_event", fields, head), {
    toUserName: CORP_ID,
    createTime: 1_700_000_000,
    kind: "event",
    event: "kf_msg_or_event",
    token: fields.Token,
    openKfId: "wkAJ2GCA",
  });
  const changed = event("kf_account_auth_change", { AuthAddOpenKfId: ["wk1", "wk2"] }, head);
  assert.ok(changed.kind === "event" && changed.event === "kf_account_auth_change");
  assert.deepEqual(changed.authAddOpenKfId, ["wk1", "wk2"]);
  assert.deepEqual(changed.authDelOpenKfId, []);
});

const SYSTEM = { ...HEAD, FromUserName: "sys" };

Deno.test("changes of the directory are read by what changed", () => {
  const extAttr = { Item: { Name: "爱好", Type: 0, Text: { Value: "旅游" } } };
  const user = event("change_contact", {
    ChangeType: "update_user",
    UserID: "zhangsan",
    NewUserID: "zhangsan001",
    Department: "1,2",
    IsLeaderInDept: "1,0",
    MainDepartment: 1,
    Status: 5,
    ExtAttr: extAttr,
  }, SYSTEM);
  assert.ok(user.kind === "event" && user.event === "change_contact");
  assert.ok(user.changeType === "update_user");
  assert.equal(user.userId, "zhangsan");
  assert.equal(user.newUserId, "zhangsan001");
  assert.deepEqual([user.department, user.isLeaderInDept], [["1", "2"], ["1", "0"]]);
  assert.deepEqual([user.mainDepartment, user.status, user.directLeader], ["1", 5, []]);
  assert.deepEqual(user.extAttr, [{ name: "爱好", type: "0", text: { value: "旅游" } }]);

  const party = event("change_contact", { ChangeType: "delete_party", Id: 2 }, SYSTEM);
  assert.ok(party.kind === "event" && party.event === "change_contact");
  assert.ok(party.changeType === "delete_party" && party.id === "2");

  const items = { ChangeType: "update_tag", TagId: 1, AddUserItems: "a,b", DelPartyItems: "3" };
  const tag = event("change_contact", items, SYSTEM);
  assert.ok(tag.kind === "event" && tag.event === "change_contact");
  assert.ok(tag.changeType === "update_tag" && tag.tagId === "1");
  assert.deepEqual([tag.addUserItems, tag.delUserItems, tag.delPartyItems], [["a", "b"], [], [
    "3",
  ]]);
});

Deno.test("changes of customers, their groups and tags are read", () => {
  const contact = event("change_external_contact", {
    ChangeType: "add_external_contact",
    UserID: "zhangsan",
    ExternalUserID: "wmAAAA",
    State: "poster-7",
    WelcomeCode: "w",
  }, SYSTEM);
  assert.ok(contact.kind === "event" && contact.event === "change_external_contact");
  assert.deepEqual(
    [contact.userId, contact.externalUserId, contact.state, contact.welcomeCode],
    ["zhangsan", "wmAAAA", "poster-7", "w"],
  );
  const chat = event("change_external_chat", {
    ChangeType: "update",
    ChatId: "wrAAAA",
    UpdateDetail: "add_member",
    MemChangeCnt: 2,
    MemChangeList: { Item: ["a", "b"] },
    LastMemVer: "9c3f97c2ada667dfb5f6d03308d963e1",
  }, SYSTEM);
  assert.ok(chat.kind === "event" && chat.event === "change_external_chat");
  assert.deepEqual([chat.chatId, chat.memChangeList, chat.memChangeCnt], ["wrAAAA", ["a", "b"], 2]);
  const tag = event(
    "change_external_tag",
    { Id: "etAA", TagType: "tag", ChangeType: "create", StrategyId: 1 },
    SYSTEM,
  );
  assert.ok(tag.kind === "event" && tag.event === "change_external_tag");
  assert.deepEqual([tag.id, tag.tagType, tag.strategyId], ["etAA", "tag", "1"]);
});

Deno.test("what happens to the app, to jobs and to approvals is read", () => {
  for (const name of ["inactive_alert", "low_active_alert"]) {
    const alert = event(name, { EffectTime: 1_700_086_400 }, SYSTEM);
    assert.ok(alert.kind === "event" && "effectTime" in alert);
    assert.equal(alert.effectTime, 1_700_086_400);
  }
  const names = ["close_inactive_agent", "reopen_inactive_agent", "low_active", "active_restored"];
  for (const name of [...names, "share_agent_change", "share_chain_change"]) {
    assert.equal(event(name, {}, SYSTEM).kind, "event", name);
  }
  const result = { JobId: "S0MrnndvRG5fadSlLwiBqiDDbM143UqTmKP3152FZk4", JobType: "sync_user" };
  const job = event(
    "batch_job_result",
    { BatchJob: { ...result, ErrCode: 0, ErrMsg: "ok" } },
    SYSTEM,
  );
  assert.ok(job.kind === "event" && job.event === "batch_job_result");
  assert.deepEqual([job.batchJob.jobType, job.batchJob.errCode], ["sync_user", 0]);
  const nodes = { ApprovalNode: [{ NodeStatus: 1 }, { NodeStatus: 2 }] };
  const approval = { ThirdNo: "201806010001", OpenSpStatus: 1, ApprovalNodes: nodes };
  const approved = event("open_approval_change", { ApprovalInfo: approval }, SYSTEM);
  assert.ok(approved.kind === "event" && approved.event === "open_approval_change");
  assert.equal(approved.approvalInfo.openSpStatus, 1);
  assert.deepEqual(approved.approvalInfo.approvalNodes, {
    approvalNode: [{ nodeStatus: "1" }, { nodeStatus: "2" }],
  });
});

Deno.test("unknown kinds, and known ones in another form, are kept with all they say", () => {
  const nested = { A: { B: ["1", "2"] } };
  const unknown = sent("file", { MediaId: "m", ...nested });
  assert.ok(unknown.kind === "unknown");
  assert.deepEqual([unknown.msgType, unknown.msgId], ["file", MESSAGE_ID]);
  assert.deepEqual(unknown.fields.A, { B: ["1", "2"] });
  const others = [
    event("from_the_future", nested),
    event("change_contact", { ChangeType: "from_the_future", ...nested }, SYSTEM),
    event("constructor", nested),
    event("click", nested),
    sent("location", { Location_X: "north", ...nested }),
    parseMessage("<xml><InfoType>suite_ticket</InfoType><A><B>1</B><B>2</B></A></xml>"),
    parseMessage("<xml></xml>"),
  ];
  for (const other of others) assert.equal(other.kind, "unknown");
});

Deno.test("a message that names two senders is not taken for one of either", () => {
  const text = writeXml({ ...HEAD, MsgType: "text", Content: "x", MsgId: "1" });
  const forged = [
    text.replace("</xml>", "<FromUserName>boss</FromUserName></xml>"),
    text.replace("</xml>", "<fromUserName>boss</fromUserName></xml>"),
  ];
  for (const xml of forged) {
    assert.equal(parseMessage(xml).kind, "unknown", xml);
  }
});

Deno.test("what is no XML is refused", () => {
  for (const text of ["", "{}", "<xml>", vectorOf("V5").plaintext]) {
    assert.equal(refusalOf(() => parseMessage(text)), "xml");
  }
});
