import assert from "node:assert/strict";
import {
  type Command,
  createReadCommand,
  HANDOVER_PHRASES,
} from "services/ai-reply/commands/read_command.ts";

const readCommand = createReadCommand(HANDOVER_PHRASES.split(","));

/** Texts are separated by blanks with a bar. */
function expectEach(command: Command | undefined, texts: string): void {
  for (const text of texts.trim().split(/\s*\|\s*/)) {
    assert.equal(readCommand(text), command, text);
  }
}

Deno.test("a person is asked for in the ways people do it: verbs, polite words, particles, punctuation, emoji", () => {
  expectEach(
    "human",
    `我要人工|转人工服务|请转人工|我要转人工|转人工，谢谢|人工|转人工！|真人|人工客服|找人工|麻烦转一下人工|帮我转人工|能不能转人工|
    能转人工吗|可以转人工吗？|可以帮我转人工客服吗|给我转人工|转接人工|接人工|我想找人工客服|叫个人工来|换人工|我要和真人说话|我想跟真人聊|
    人工！！！|人工~|【人工】|“转人工”|轉人工|我要轉人工客服，謝謝|人工客服在吗|转人工[微笑]|转人工🙏|您好，麻烦帮我转一下人工客服，谢谢|
    申请转人工|人工在线吗|找个真人|切人工|转下人工|帮转人工|一定要人工|强烈要求转人工|安排人工客服|在线人工|人工在线|人工帮助|哎转人工|算了转人工吧|喂 转人工|
    在吗，转人工|在吗？转人工|我要客服|叫客服|来个客服|在线客服|请人工客服联系我|让人工客服联系我|我要人工客服服务|人工帮我查一下|我不要机器人我要人工|我要转人工！！！快点|你好 我要转人工|人工，人工，人工|请帮忙转人工处理，谢谢|能不能给我转一个人工客服呀|
    转 人工|人工人工人工|转人工转人工|转客服|我要投诉|投诉|我要投诉你们|/人工|#转人工|ＨＵＭＡＮ`,
  );
  expectEach(
    "human",
    `human|Agent|human please|live agent|talk to a real person please|I want to talk to a human|Can I speak to an agent?|
    connect me to a human agent|I need to speak with a representative.|Please transfer me to customer service|
    I’d like to speak to someone|how do I talk to a human?|get me a human!|Let me talk to a human.|real human|agent pls|I want to complain|I need human help|
    I would like to speak with a real human being|I want to speak to an actual person|hand me over to a human|talk to staff|I have a complaint|
    speak to a manager|support agent|human operator`,
  );
});

Deno.test("one clause of a longer message can demand a person", () => {
  expectEach(
    "human",
    "机器人答非所问，转人工|太慢了！我要人工！|别废话，转人工|你好，转人工|我的订单还没到。请转人工客服|说了半天没用 转人工|太慢了 我要人工",
  );
  expectEach(
    undefined,
    "转人工，要收费吗？|不想 转人工|别 转人工|不要 转人工|怎样 转人工|那人工呢|如果不行，转人工|人工，智能，哪个好|人工、半自动和全自动哪个好|投诉，流程怎么走|上次让我转人工，等了半小时",
  );
});

Deno.test("a sentence that merely contains such words is a question", () => {
  expectEach(
    undefined,
    `人工智能课程多少钱|我要投诉电话号码?|我要投诉电话号码|你们有人工湖吗|人工费怎么算|投诉电话是多少|不要人工|别转人工|不想转人工|
    你是真人吗|你是机器人吗|有人工客服吗|人工多少钱|人工耳蜗|转人工智能专业要什么条件|真人秀|投诉建议|投诉流程是什么|怎么投诉|上次转人工等了半小时|
    转人工要收费吗|我要找人工成本表|客服电话|客服几点上班|我想学人工智能|我要买人工草坪|需要人工吗|是人工吗|投诉了吗|我没有投诉|不用转人工|
    你们是人工还是机器人|人工审核要多久|人工呼吸怎么做|有没有人工|真人吗|转人工智能|联系客服的电话|客服你好|你好客服|你们客服真好|客服招聘|请人工安装|人工查询多少钱|投诉查询|投诉进度查一下|帮助中心在哪|怎么帮助孩子|菜单发我看看|重新开始学习要多久|清空购物车|机器人多少钱|我要机器人`,
  );
  expectEach(
    undefined,
    `agent commission rate|travel agent|human resources|are you human|the agent said it would ship|real estate agent|
    customer service hours|do you have an agent|is there a human|I'm an agent|like a human|complaint form|help me choose a course|bot price`,
  );
});

Deno.test("all commands may have polite words, particles and punctuation around them", () => {
  expectEach("help", "帮助|help|HELP|请帮助|帮助一下|帮助，谢谢|help please|/help|帮助。");
  expectEach("bot", "机器人|转机器人|bot|机器人，谢谢");
  expectEach("reset", "重新开始|重新开始吧|请重新开始|reset please|清空对话");
});

Deno.test("mentions stand before or after a command, and their names may hold blanks", () => {
  expectEach(
    "help",
    `@小助手 帮助|@Service Bot 帮助|@service bot 帮助|@AI 小助手  帮助|@客服 小助手 帮助|@Customer Service Bot 帮助|
    帮助 @小助手|帮助@小助手|帮助 @Service Bot|@李四 @Service Bot 帮助|帮助 @李四 @AI 小助手|@李四 帮助 @Service Bot|＠小助手 帮助|
    @小助手\u2005帮助|@Service Bot help`,
  );
  expectEach("human", "@小助手 我要人工|转人工，谢谢 @Service Bot|@AI 小助手 太慢了，转人工");
  expectEach(
    undefined,
    `@小助手 帮助 李四 查一下|帮助 @李四 查一下|@小助手 不要 人工|@小助手 怎么 转人工|@Bot how to reset|@Bot no human|帮助|me@example.com 帮助`
      .replace("帮助|me", "请看 me"),
  );
});

Deno.test("the phrases that ask for a person are configured, and replace the usual ones", () => {
  const read = createReadCommand(["掌柜", "Front Desk"]);
  for (const text of ["掌柜", "我要找掌柜！", "front desk please", "连不上，叫掌柜来"]) {
    assert.equal(read(text), "human", text);
  }
  for (const text of ["转人工", "掌柜是谁", "投诉"]) assert.equal(read(text), undefined, text);
});

Deno.test("long texts and repeated words take little time", () => {
  const startMs = performance.now();
  for (const word of ["请", "我要", "人工", "@a ", "@人工 ", "转一下", " ", "。", "帮我"]) {
    readCommand(word.repeat(100).slice(0, 100));
    readCommand(`${word.repeat(100).slice(0, 94)}人工 x`);
    readCommand(word.repeat(100_000));
  }
  assert.ok(performance.now() - startMs < 2_000, String(performance.now() - startMs));
});
