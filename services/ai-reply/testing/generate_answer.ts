import { createSequence } from "services/ai-reply/testing/sequence.ts";

/** A piece of an answer: as a model writes it, and as a customer must see it. Same: one string. */
type Fragment = string | readonly [written: string, shown: string];

/** What a shop assistant says and Markdown or HTML would read as markup, at least in company of its like. */
const SAID: readonly Fragment[] = [
  ..."80~120元|260~380元|8:30~11:30|约~60平|约~2500元|亲~在的~|~3折|300~~400|好的~~马上来~~|3*4*5=60"
    .split("|"),
  ..."长*宽*高|138****1234|139****5678|2**10|5 * 3 * 2|价格80元*|运费10元*|（标*为必填）|尺寸：*8|规格*号|a*b| ** | *** |****"
    .split("|"),
  ..."snake_case_name|__init__.py|__name__|_tmp|user_|/etc/my_app/_conf_|a_b_c@example.com|____年__月__日|姓名：____"
    .split("|"),
  ..."List<Integer>|Map<String, List<T>>|<name>|<phone>|<order-id>|<Ctrl>+<V>|<时间>|1<2|5 < 6|a<b>c|x<y|<=|<-|->|<<|>>|<title>|<code>"
    .split("|"),
  ..."<http>|<user@example.com>|List<p>|Foo<B>|<!-- 注 -->|<3|</name>|<br/name>|≥30|x>30|A&B|R&D;|&copy=1|?a=1&lt=2|AT&T|&#0;|&x;"
    .split("|"),
  ..."C:\\Users\\_tmp\\new|\\\\server\\share|D:\\#1\\*.txt|\\frac{1}{2}|\\(x^2\\)|$x_1$|$5~$10|100%|3.5折|¥3,000|-5度|+86 138|#1房|C#|F#"
    .split("|"),
  ..."[1]|[注]|选[ ]|填[x]|[^1]|[按钮](见下图)|数组[0](第一个)|[时间](10:30)|![]()|[]()|[a]: b|[1]: 说明|[甲][乙]|f(x)[0]|【A】|a\\b"
    .split("|"),
  ..."'引'|“引”|\"引\"|…|——|、|👩‍👩‍👧‍👦|🇨🇳|1️⃣|é|🈵|㎡|①|½|2^10|x==y|==|~|^_^|T_T|>_<|:-)|(*^▽^*)|o(*￣︶￣*)o|\\o/|=_=|(´・ω・`)|(*´∀`*)|*★,°*:.☆( ￣▽￣)/$:*.°★*|(/ω＼)|╮(╯▽╰)╭|(>_<)|ヽ(✿ﾟ▽ﾟ)ノ|(～￣▽￣)～"
    .split("|"),
  ..."https://example.com/a_b_c?x=1&y=2#_z_|www.example.com|tel:400|12:00:00|1. 5元|2) 甲|{a}|@all|@张_三|{{名字}}|%s|${x}|::|//注|/* 注 */|/**/"
    .split("|"),
];

/** Real markup. */
const MARKED: readonly Fragment[] = [
  ["**重点**", "重点"],
  ["**“限时”**", "“限时”"],
  ["**注意：**", "注意："],
  ["`code_a*b*`", "code_a*b*"],
  ["`<b>&amp;`", "<b>&amp;"],
  ["&lt;甲&gt;", "<甲>"],
  ["&amp;", "&"],
  ["\\*", "*"],
  ["[官网](https://example.com/a_b)", "官网(https://example.com/a_b)"],
  ["[电话](tel:400-800-1234)", "电话(400-800-1234)"],
  ["[邮箱](mailto:hi@example.com)", "邮箱(hi@example.com)"],
  ["[详情](www.example.com/vip)", "详情(www.example.com/vip)"],
  [" ![图](https://example.com/i.png)", "图(https://example.com/i.png)"],
  ["[点我](javascript:alert(1))", "点我"],
  ["<https://example.com/q>", "https://example.com/q"],
  ["<br>", ""],
  ['<font color="red">红字</font>', "红字"],
  ["<strong>重</strong>", "重"],
];

/** Beginnings of lines. */
const STARTS: readonly Fragment[] = [
  ..."- |+ |3. |7. |2) |10. |  - |    |\t|> 30 天|>5 天|> ¥30|# 301 房|#1 |+86 |- 5 度|-5 度|+5 |1.|1、|（1）|① |--|==|• |· "
    .split("|"),
  ["## ", ""],
  ["### 1. ", "1."],
  ["> 说明：", "说明："],
  ["* 甲", "-甲"],
  ["- [x] ", "-✓"],
  ["1. [ ] ", "1.□"],
];

/** Whole blocks; an empty line comes before and behind. */
const BLOCKS: readonly Fragment[] = [
  ["```js\nconst a = b * c * d; // <T>\n  _x_ ~y~\n```", "consta=b*c*d;//<T>_x_~y~"],
  [
    "| 名称 | 价格 |\n|---|:-:|\n| 甲 | 80~120元 |\n| 乙* | 3*4*5 |",
    "-名称：甲；价格：80~120元-名称：乙*；价格：3*4*5",
  ],
  ["| 甲 | 乙 |\n| 1~2 | 3 |", "|甲|乙||1~2|3|"],
  ["***", "***"],
  ["---", "---"],
  ["___", "___"],
  ["* * *", "***"],
  ["价格\n===", "价格==="],
  ["价格\n---", "价格---"],
  ["~~~\n亲~", "~~~亲~"],
  ["1. 甲\n\n3. 乙\n7) 丙", "1.甲3.乙7)丙"],
  ["    缩进的 *文字*", "缩进的文字"],
];

const JOINTS = ["，", "。", "；", " ", "、", " 和 ", "\n", "\n\n", "\r\n", "，\n", "： "] as const;

/** A generated answer. */
export interface GeneratedAnswer {
  /** As the model writes it. */
  readonly written: string;
  /** As a customer of 微信客服 must see it, without white space. */
  readonly shown: string;
}

/** Generates an answer; the same seed gives the same answer. */
export function generateAnswer(seed: number): GeneratedAnswer {
  const sequence = createSequence(seed);
  let written = "";
  let shown = "";
  const add = (fragment: Fragment) => {
    const [mark, text] = typeof fragment === "string" ? [fragment, fragment] : fragment;
    written += mark;
    shown += text;
  };
  for (let count = 1 + sequence.below(12); count > 0; count -= 1) {
    const isAtStart = written === "" || written.endsWith("\n");
    if (isAtStart && sequence.below(6) === 0) {
      if (written !== "") add("\n");
      add(sequence.pick(BLOCKS));
      add("\n\n");
      continue;
    }
    if (isAtStart && sequence.below(3) === 0) add(sequence.pick(STARTS));
    add(sequence.pick(sequence.below(5) === 0 ? MARKED : SAID));
    add(sequence.pick(JOINTS));
  }
  return { written, shown: shown.replace(/\s+/g, "") };
}

/** Signs of all kinds in any order: what they mean is open, but letters and digits must stay. */
export function generateNoise(seed: number): string {
  const sequence = createSequence(seed);
  return Array.from({ length: 1 + sequence.below(40) }, () => sequence.pick(NOISE)).join("");
}

const NOISE = [
  ..."甲 乙 价 1 2 30 z Zk _ * ** *** ~ ~~ < > <z> [ ] ( ) ]( # ## ### + - = & ; &a; ! \\ . 1. 2) > : / ，  。 “ ” ？ 元 ¥ % @ ^ $ { }"
    .split(" "),
  "\n",
  "\n\n",
  " ",
  "    ",
  "` ",
];
