import { once } from "node:events";
import { Agent, get } from "node:http";
import { stopServer } from "../src/graceful-stop.ts";
import { deferred } from "./support/deferred.ts";
import { startTestServer } from "./support/test-app.ts";

describe("stopServer", () => {
  it("a request in flight – is answered, though its connection is kept alive", async () => {
    const asked = deferred();
    const mayAnswer = deferred();
    const { server, url } = await startTestServer({
      readinessChecks: [
        {
          name: "slow",
          check: async () => {
            asked.resolve();
            await mayAnswer.promise;
          },
        },
      ],
    });
    const agent = new Agent({ keepAlive: true });
    const request = get(`${url}/readyz`, { agent });
    const answered = once(request, "response");
    await asked.promise;
    const stopped = stopServer(server);
    await expect(fetch(url)).rejects.toThrow();
    mayAnswer.resolve();
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    response.resume();
    await stopped;
    agent.destroy();
  });

  it("an idle connection – does not hold it up", async () => {
    const { server, url } = await startTestServer();
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${url}/healthz`, { agent }), "response");
    response.resume();
    await once(response, "end");
    await stopServer(server);
    agent.destroy();
  });

  it("a request that never ends – is cut off after the grace", async () => {
    const asked = deferred();
    const { server, url } = await startTestServer({
      readinessChecks: [
        {
          name: "stuck",
          check: () => {
            asked.resolve();
            return deferred().promise;
          },
        },
      ],
    });
    const request = get(`${url}/readyz`);
    const failed = once(request, "error");
    await asked.promise;
    await stopServer(server, 10);
    expect((await failed)[0]).toMatchObject({ code: "ECONNRESET" });
  });
});
