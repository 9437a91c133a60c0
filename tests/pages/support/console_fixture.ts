// Inbox messages, failed jobs and conversations of a language school, for the pages of the console.
import type postgres from "postgres";
import { seedInbox } from "tests/support/inbox_seed.ts";
import {
  type ConversationSeed,
  type LineSeed,
  seedConversation,
} from "tests/support/conversation_seed.ts";
import {
  fillAudit,
  fillDeadLetters,
  handedBack,
  seedMembers,
} from "tests/pages/support/acts_fixture.ts";
import { sendPicture, showFiles } from "tests/pages/support/files_fixture.ts";
import type { BrowserStack } from "tests/pages/support/browser_stack.ts";

/** The conversations that page states open. */
export interface ConsoleFixture {
  /** Long, with every kind of message and answer. */
  readonly everythingId: string;
  /** Its last answer failed and can be tried again. */
  readonly failedId: string;
  /** Handed back to the AI, with a message that is not answered. */
  readonly handedBackId: string;
  /** Pictures and files: available, missing, deleted, and of an AI bot. */
  readonly filesId: string;
}

const MINUTE_MS = 60_000;
const fixtures = new WeakMap<BrowserStack, Promise<ConsoleFixture>>();

/** Fills the database of a stack, once for each stack. */
export function createConsoleFixture(stack: BrowserStack): Promise<ConsoleFixture> {
  const fixture = fixtures.get(stack) ?? seed(stack, stack.sql);
  fixtures.set(stack, fixture);
  return fixture;
}

async function seed(stack: BrowserStack, sql: postgres.Sql): Promise<ConsoleFixture> {
  const now = Date.now();
  const ago = (minutes: number) => new Date(now - minutes * MINUTE_MS);
  await fillInbox(sql, ago);
  await fillDeadLetters(sql, ago);
  for (const seed of others(ago)) await seedConversation(sql, seed);
  const failedId = await seedConversation(sql, failed(ago));
  const handedBackId = await seedConversation(sql, handedBack(ago));
  const pictureId = await sendPicture(stack);
  await seedMembers(sql);
  await fillAudit(sql, ago, { failedId, handedBackId });
  return {
    failedId,
    handedBackId,
    filesId: await seedConversation(sql, showFiles(ago, pictureId)),
    everythingId: await seedConversation(sql, everything(ago, pictureId)),
  };
}

type Ago = (minutes: number) => Date;

/** The oldest first: the order of arrival is the order of the list. */
async function fillInbox(sql: postgres.Sql, ago: Ago): Promise<void> {
  for (let index = 59; index >= 0; index -= 1) {
    await seedInbox(sql, {
      receivedAt: ago(200 + 37 * index),
      sender: ["lisi", "wangwu", "zhangsan"][index % 3]!,
      content: { kind: "text", content: `${LINES[index % LINES.length]}` },
    });
  }
  await seedInbox(sql, {
    receivedAt: ago(120),
    kind: "change_contact",
    sender: null,
    content: { kind: "event", event: "change_contact", changeType: "update_user", userId: "lisi" },
  });
  await seedInbox(sql, {
    receivedAt: ago(31),
    kind: "image",
    sender: "wangwu",
    content: { kind: "image", picUrl: "https://example.com/picture", mediaId: "media-0123456789" },
  });
  await seedInbox(sql, {
    receivedAt: ago(8),
    kind: "kf_msg_or_event",
    sender: null,
    content: { kind: "event", event: "kf_msg_or_event", openKfId: "wk0123456789" },
  });
  await seedInbox(sql, {
    receivedAt: ago(3),
    deliveries: 3,
    content: {
      kind: "text",
      content:
        "想报名周六的试听课，我的电话是 13800138000，孩子今年八岁，之前没有学过英语，想先看看老师上课的样子",
    },
  });
  await seedInbox(sql, { receivedAt: ago(0.2), sender: "wm-demo-1", source: "simulated" });
}

const LINES = [
  "在吗",
  "报名多少钱",
  "周六还有名额吗",
  "校区在哪里，怎么坐地铁过去？",
  "帮助",
  "可以开发票吗？抬头写公司名称。",
  "谢谢！",
];

function everything(ago: Ago, pictureId: string): ConversationSeed {
  return {
    person: "wmAbCdEfGhIjKlMnOpQrStUvWxYz0001",
    name: "陈女士",
    modeChangedAt: ago(140),
    modeReason: "idle",
    lines: [...questions(ago), ...troubles(ago, pictureId)],
  };
}

/** Messages that the AI answered. */
function questions(ago: Ago): LineSeed[] {
  const sent = (text: string) => ({ text, status: "sent" as const });
  return [
    { at: ago(130), says: "在吗" },
    {
      at: ago(129.9),
      says: "报名多少钱",
      turn: {
        status: "delivered",
        model: "deepseek/deepseek-chat",
        seconds: 4,
        sources: [{ title: "课程与价格", path: "courses/prices.md" }],
        parts: [
          sent(
            "您好，在的！少儿英语启蒙班 16 节课 2,880 元，含教材。\n首次报名可以先约一节免费试听课。",
          ),
          sent("想了解哪个校区呢？"),
        ],
      },
    },
    {
      at: ago(100),
      says: {
        type: "location",
        label: "人民广场地铁站 3 号口",
        latitude: 31.2304,
        longitude: 121.4737,
      },
    },
    {
      at: ago(99.8),
      says: "这里附近有校区吗",
      turn: {
        status: "delivered",
        model: "deepseek/deepseek-chat",
        seconds: 6,
        sources: [{ title: "校区地址", path: "campus.md" }, {
          title: "交通指南",
          path: "how-to-get-there.md",
        }],
        parts: [
          sent("有的，人民广场校区就在 3 号口旁边，步行约 4 分钟。"),
          {
            text: "周六上午 9:30 和 10:45 各有一节试听课，需要帮您约哪一节？",
            status: "uncertain",
          },
        ],
      },
    },
  ];
}

/** Messages with failed, refused and pending answers. */
function troubles(ago: Ago, pictureId: string): LineSeed[] {
  return [
    { at: ago(60), says: { type: "image", mediaId: pictureId } },
    { at: ago(59.9), says: { type: "voice", mediaId: "2H7nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu" } },
    {
      at: ago(59.5),
      says: {
        type: "link",
        title: "少儿英语怎么选",
        description: "一位妈妈的经验",
        url: "https://example.com/choose",
      },
      turn: {
        status: "delivered",
        seconds: 2,
        parts: [{
          text: "图片和语音我还看不懂，请用文字告诉我您想了解什么。",
          status: "refused",
          error: "客户超过 48 小时没有来信，微信客服不再接受消息（95013）",
        }],
      },
    },
    { at: ago(20), says: "那我要退款可以吗", isLeft: true },
    { at: ago(18), says: "陈女士您好，我是顾问小王，退款我来帮您办。", by: "staff" },
    {
      at: ago(2),
      says: { type: "file", mediaId: "3K8nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu" },
      turn: { status: "dropped" },
    },
    { at: ago(0.4), says: "另外周六 10:45 的试听课帮我约上", turn: { status: "thinking" } },
    { at: ago(0.2), says: "谢谢" },
  ];
}

function failed(ago: Ago): ConversationSeed {
  return {
    person: "lisi",
    channel: "app",
    place: "1000002",
    mode: "human",
    modeReason: "model",
    modeChangedAt: ago(9),
    lines: [{
      at: ago(14),
      says: "周六还有名额吗",
      turn: {
        status: "failed",
        parts: [{
          text: "抱歉，我这里出了点问题，已请同事来回复您。",
          status: "sent",
          isApology: true,
        }],
      },
    }, { at: ago(6), says: "有人吗", isLeft: true }],
  };
}

function others(ago: Ago): ConversationSeed[] {
  const answer = (text: string) => ({
    status: "delivered" as const,
    model: "deepseek/deepseek-chat",
    parts: [{ text, status: "sent" as const }],
  });
  return [
    {
      person: "wmAbCdEfGhIjKlMnOpQrStUvWxYz0002",
      name: "刘先生",
      lines: [{
        at: ago(33),
        says: "校区在哪里，怎么坐地铁过去？",
        turn: answer("2 号线人民广场站 3 号口。"),
      }],
    },
    {
      person: "wmAbCdEfGhIjKlMnOpQrStUvWxYz0003",
      name: "王小姐",
      mode: "human",
      modeReason: "keyword",
      modeChangedAt: ago(26),
      lines: [{ at: ago(26), says: "转人工", isLeft: true }, {
        at: ago(25),
        says: "有人吗？",
        isLeft: true,
      }],
    },
    {
      person: "wangwu",
      channel: "bot",
      app: "assistant",
      place: "bot-1",
      lines: [{
        at: ago(260),
        says: "帮我写一段给家长的通知，内容是周六因台风停课，补课时间另行通知",
        turn: answer("各位家长好…"),
      }],
    },
    {
      person: "zhaoliu",
      channel: "app",
      place: "1000002",
      lines: [{
        at: ago(20_000),
        says: { type: "image", mediaId: "m" },
        turn: answer("请用文字告诉我。"),
      }],
    },
  ];
}
