import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { eventOf, openTestQueue, type TestQueue, until } from "../support/webhook-queue.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const REPOSITORY = join(__dirname, "../../..");
const KILLS = 5;

describeWithRedis("workers that are killed while they deliver", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let queue: TestQueue;
  const workers = new Map<string, ChildProcess>();

  beforeAll(async () => {
    [redis, receiver] = await Promise.all([startRedis(), startWebhookReceiver()]);
    queue = await openTestQueue(redis.url, { attempts: 1 });
  });
  afterAll(async () => {
    for (const worker of workers.values()) {
      const exited = once(worker, "exit");
      worker.kill("SIGKILL");
      await exited;
    }
    await queue.close();
    await Promise.all([redis.close(), receiver.close()]);
  });

  function startWorker(name: string): void {
    const env = {
      PATH: process.env["PATH"],
      REDIS_URL: redis.url,
      RECEIVER_URL: `${receiver.url}?worker=${name}`,
    };
    const args = ["--import", "tsx", "--conditions=source", "server/test/support/webhook-worker-process.ts"];
    workers.set(name, spawn(process.execPath, args, { cwd: REPOSITORY, env, stdio: ["ignore", "inherit", "inherit"] }));
  }

  test("kill -9 five times in a row: the sixth delivery succeeds, although the event has one attempt", async () => {
    let kills = 0;
    receiver.respondWith((req, res) => {
      const name = new URL(req.url ?? "", receiver.url).searchParams.get("worker") ?? "";
      if (kills < KILLS) {
        kills += 1;
        workers.get(name)?.kill("SIGKILL");
        workers.delete(name);
      } else {
        res.writeHead(204).end();
      }
    });
    await queue.add([eventOf("a")]);
    for (let index = 0; index <= KILLS; index += 1) startWorker(String(index));
    await receiver.waitFor(KILLS + 1);
    await until(async () => (await queue.counts()).waiting === 0);
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([eventOf("a").id]));
    expect(receiver.received).toHaveLength(KILLS + 1);
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
  });
});
