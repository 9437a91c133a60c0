import type { Text } from "packages/platform/lang.ts";

/** The output of `--help`. */
export const HELP: Text = {
  zh:
    `deno task doctor [选项]              检查配置、网络、证书、回调、企业微信接口、数据库、Redis 等
deno task doctor keys                生成 Token 和 EncodingAESKey（只含字母和数字）
deno task doctor curl [应用名]       打印两条签名的 curl 命令：URL 验证，以及一条“帮助”消息
deno task doctor explain '<URL>'     检查一个真实的回调（URL、curl 命令或代理日志行）为什么无法解密：
                                     Token、EncodingAESKey、企业 ID 哪个不对；不带参数时读标准输入
deno task doctor login               对运行中的部署试登录：同时扫码、跳转往返、拒绝；接真实企业微信时显示二维码，等您扫码

  --url <地址>     企业微信访问的公网地址（隧道地址也可以），默认 PUBLIC_URL
  --user <userid>  检查该成员是否在应用的可见范围内；用于 login 时，检查该成员扫码为什么失败
  --log <文件>     在报告里附上该日志的最后 50 行
  --json           输出 JSON
  --lang zh|en     语言，默认跟随系统

退出码：0 没有失败的项目，1 有失败的项目，2 参数有误。报告里的密钥已去掉，可以直接发给别人。`,
  en:
    `deno task doctor [options]           checks configuration, network, certificates, callback, WeCom API,
                                     database, Redis and more
deno task doctor keys                creates a Token and an EncodingAESKey (letters and digits only)
deno task doctor curl [app]          prints two signed curl commands: the URL verification and a message 帮助
deno task doctor explain '<URL>'     checks why a real callback (URL, curl command or proxy log line) cannot be
                                     decrypted: token, key or corp id; reads stdin without an argument
deno task doctor login               signs in to a running deployment: parallel scans, redirect round trip,
                                     refusal; with the real WeCom it shows a QR code and waits for your scan

  --url <address>  public address that WeCom calls (a tunnel address works too); default: PUBLIC_URL
  --user <userid>  check that this member is in the visible scope; with login: why a scan by this member fails
  --log <file>     add the last 50 lines of this log to the report
  --json           print JSON
  --lang zh|en     language; default: the system language

Exit code: 0 no check failed, 1 at least one failed, 2 wrong command line. Secrets are removed from the
report, so you can send it to others.`,
};
