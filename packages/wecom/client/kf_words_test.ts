import assert from "node:assert/strict";
import { syncMessagesWire } from "packages/wecom/client/kf_wire.ts";
import { wordsOfKfItem } from "packages/wecom/client/kf_words.ts";

function wordsOf(msgtype: string, content: unknown): string {
  const { msg_list: [item] } = syncMessagesWire.parse({
    next_cursor: "c",
    has_more: 0,
    msg_list: [{ msgid: "m", msgtype, [msgtype]: content }],
  });
  return wordsOfKfItem(item!);
}

Deno.test("a forwarded chat keeps its title, and who said what", () => {
  const said = (sender_name: string, msgtype: string, content: object) => ({
    send_time: 1767225600,
    msgtype,
    sender_name,
    msg_content: JSON.stringify({ [msgtype]: content }),
  });
  assert.equal(
    wordsOf("merged_msg", {
      title: "张三和李四的聊天记录",
      item: [
        said("张三", "text", { content: "多少钱" }),
        said("李四", "image", { media_id: "m1" }),
        said("李四", "hologram", {}),
        said("李四", "merged_msg", {
          title: "更早的记录",
          item: [said("赵六", "text", { content: "三百" })],
        }),
        { sender_name: "王五", msgtype: "text", msg_content: "不是 JSON" },
      ],
    }),
    "张三和李四的聊天记录\n张三：多少钱\n李四：[图片]\n李四：[hologram]\n李四：更早的记录\n赵六：三百\n王五：不是 JSON",
  );
});

Deno.test("cards keep their words and an order its number, without other ids and addresses of files", () => {
  const title = "示例商城";
  assert.equal(
    wordsOf("miniprogram", { title, appid: "wx1", pagepath: "p", thumb_media_id: "m" }),
    title,
  );
  assert.equal(wordsOf("business_card", { userid: "zhangsan" }), "zhangsan");
  assert.equal(
    wordsOf("channels_shop_product", {
      product_id: "p1",
      head_img: "https://example.com/1",
      title: "泳镜",
      sales_price: "99.00",
      shop_nickname: "小店",
    }),
    "泳镜\n99.00\n小店",
  );
  assert.equal(
    wordsOf("channels_shop_order", { order_id: "3704", product_titles: "泳镜", state: "待发货" }),
    "3704\n泳镜\n待发货",
  );
  assert.equal(
    wordsOf("msgmenu", {
      head_content: "满意吗？",
      list: [{ type: "click", click: { id: "101", content: "满意" } }],
      tail_content: "谢谢",
    }),
    "满意吗？\n满意\n谢谢",
  );
  assert.equal(wordsOf("hologram", { id: "1" }), "");
  assert.equal(wordsOf("hologram", null), "");
});
