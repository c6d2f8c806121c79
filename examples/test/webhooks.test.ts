import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
/** Other spacing and escapes than JSON.stringify writes. */
const BODY = '{ "type":"upload.stored",\n"data":{"cosKey":"\\u7167\\u7247.jpg"} }';

describe.each(["docs/after-the-upload.md", "docs/after-the-upload.zh-CN.md"])("the receiver of %s", (file) => {
  let child: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const document = await readFile(join(__dirname, "../..", file), "utf8");
    const snippets = [...document.matchAll(/```js\n(.*?)```/gs)].map(([, code = ""]) => code);
    const snippet = snippets.find((code) => code.includes("createWebhookReceiver"));
    if (snippet === undefined) throw new Error(`${file} has no receiver`);
    const program = `${snippet}
const received = [];
const app = express();
app.post("/webhooks", createWebhookReceiver({ secret: "${SECRET}", handle: async (id, event) => received.push([id, event]) }));
app.get("/received", (_req, res) => res.json(received));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
    const started = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: join(__dirname, ".."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    const lines = createInterface(started.stdout)[Symbol.asyncIterator]();
    url = `http://127.0.0.1:${(await lines.next()).value}`;
  });
  afterAll(async () => {
    const exited = once(child, "exit");
    child.kill();
    await exited;
  });

  const signatureOf = (secret: string, id: string, date: Date, body: string) =>
    new Webhook(secret).sign(id, date, body);
  async function send(
    id: string,
    body: string,
    { date = new Date(), signature = signatureOf(SECRET, id, date, body) } = {},
  ) {
    const headers = {
      "Content-Type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(date.getTime() / 1000)),
      "webhook-signature": signature,
    };
    return (await fetch(`${url}/webhooks`, { method: "POST", headers, body })).status;
  }

  test("accepts a body as it was signed, and either of two signatures", async () => {
    expect(await send("msg_1", BODY)).toBe(204);
    const date = new Date();
    const [first, second] = [OTHER_SECRET, SECRET].map((secret) => signatureOf(secret, "msg_2", date, BODY));
    expect(await send("msg_2", BODY, { date, signature: `${first} ${second}` })).toBe(204);
    const received: unknown = await (await fetch(`${url}/received`)).json();
    const event = { type: "upload.stored", data: { cosKey: "照片.jpg" } };
    expect(received).toEqual([
      ["msg_1", event],
      ["msg_2", event],
    ]);
  });

  test("rejects a changed byte, another secret, another id, an old delivery, and one without a signature", async () => {
    const date = new Date();
    const signature = signatureOf(SECRET, "msg_3", date, BODY);
    const old = new Date(date.getTime() - 600_000);
    const statuses = [
      await send("msg_3", BODY.replace("stored", "storeD"), { date, signature }),
      await send("msg_3", JSON.stringify(JSON.parse(BODY)), { date, signature }),
      await send("msg_3", BODY, { date, signature: signatureOf(OTHER_SECRET, "msg_3", date, BODY) }),
      await send("msg_4", BODY, { date, signature }),
      await send("msg_3", BODY, { date: old }),
      await send("msg_3", BODY, { date, signature: "" }),
      await send("msg_3", BODY, { date, signature: "v1," }),
    ];
    expect(statuses).toEqual(statuses.map(() => 401));
  });
});
