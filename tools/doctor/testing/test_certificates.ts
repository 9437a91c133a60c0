/** A server certificate and its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

const EXTENSIONS: Readonly<Record<CertificateKind, string>> = {
  expired: "DNS:localhost",
  self_signed: "DNS:localhost",
  wrong_host: "DNS:other.example.com",
  expires_soon: "DNS:localhost",
};

/** What is wrong with a certificate. */
export type CertificateKind = "expired" | "self_signed" | "wrong_host" | "expires_soon";

/** Creates a certificate with this problem. All but the self-signed one are issued by a private authority. */
export async function createTestCertificate(kind: CertificateKind): Promise<TestCertificate> {
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-certificate-" });
  const run = async (line: string) => {
    const command = new Deno.Command("openssl", { args: line.split(" "), cwd: folder });
    const { success, stderr } = await command.output();
    if (!success) throw new Error(`openssl ${line}: ${new TextDecoder().decode(stderr)}`);
  };
  try {
    await Deno.writeTextFile(`${folder}/extensions`, `subjectAltName=${EXTENSIONS[kind]}`);
    await run("req -newkey rsa:2048 -nodes -keyout key -out request -subj /CN=localhost");
    if (kind === "self_signed") {
      await run("x509 -req -in request -signkey key -out cert -days 90 -extfile extensions");
    } else {
      await run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca -subj /CN=Authority");
      const days = kind === "expired" ? -1 : kind === "expires_soon" ? 3 : 90;
      await run(
        `x509 -req -in request -CA ca -CAkey ca.key -CAcreateserial -out cert -days ${days} ` +
          "-extfile extensions",
      );
    }
    return {
      cert: await Deno.readTextFile(`${folder}/cert`),
      key: await Deno.readTextFile(`${folder}/key`),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
