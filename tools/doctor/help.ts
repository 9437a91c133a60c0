import type { Text } from "packages/platform/lang.ts";

/** What `--help` says. */
export const HELP: Text = {
  zh:
    `deno task doctor [选项]              检查配置、网络、证书、回调、企业微信接口、数据库、Redis 等
deno task doctor keys                生成 Token 和 EncodingAESKey（只含字母和数字）
deno task doctor curl [应用名]       打印两条签名的 curl 命令：URL 验证，以及一条“帮助”消息
deno task doctor explain '<URL>'     一个真实的回调（URL、curl 命令或代理日志行）为什么打不开：
                                     是 Token、EncodingAESKey 还是企业 ID 不对；不给参数则读标准输入
deno task doctor login               对运行中的部署登录一遍：并发扫码、跳转往返、拒绝；真实企业微信则显示二维码等待

  --url <地址>     企业微信要访问的公网地址（隧道地址也可以），默认 PUBLIC_URL
  --user <userid>  该成员是否在应用的可见范围内；login：该成员扫码为什么失败
  --log <文件>     报告里带上该日志的最后 50 行
  --json           输出 JSON
  --lang zh|en     语言，默认跟随系统

退出码：0 没有失败的项目，1 有，2 参数有误。报告里的密钥已被去掉，可以直接发给别人。`,
  en:
    `deno task doctor [options]           looks at configuration, network, certificates, callback, WeCom's API,
                                     database, Redis and so on
deno task doctor keys                makes a Token and an EncodingAESKey, of letters and digits only
deno task doctor curl [app]          prints two signed curl commands: the URL verification, and a message 帮助
deno task doctor explain '<URL>'     why a real callback (URL, curl command or line of a proxy's log) cannot be
                                     opened: is it token, key or corp id; without an argument it reads stdin
deno task doctor login               signs in to a running deployment: parallel scans, a redirect round trip,
                                     a refusal; with a real WeCom it shows a QR code and waits

  --url <address>  where WeCom is to reach us (a tunnel's address will do); PUBLIC_URL unless given
  --user <userid>  is this member in the app's visible scope; login: why a scan by this member fails
  --log <file>     the report holds the last 50 lines of this log
  --json           as JSON
  --lang zh|en     language; the system's unless given

Exit code: 0 nothing failed, 1 something did, 2 the command line was wrong. Secrets are taken out of the
report, so that it can be sent to others.`,
};
