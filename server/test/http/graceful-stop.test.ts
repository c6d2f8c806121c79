import { once } from "node:events";
import { Agent, get } from "node:http";
import { stopServer } from "../../src/http/graceful-stop.ts";
import { deferred } from "../support/deferred.ts";
import { startTestServer } from "../support/test-app.ts";

/** A server whose /readyz says when it is asked, and answers when it may. */
async function startSlowServer() {
  const [asked, mayAnswer] = [deferred(), deferred()];
  const check = async () => {
    asked.resolve();
    await mayAnswer.promise;
  };
  return { ...(await startTestServer({ readinessChecks: [{ name: "slow", check }] })), asked, mayAnswer };
}

describe("stopServer", () => {
  it("a request in flight – is answered, though its connection is kept alive", async () => {
    const { server, url, asked, mayAnswer } = await startSlowServer();
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

  it("the next request on a connection that is kept – is answered, and is told that it was the last", async () => {
    const { server, url } = await startTestServer();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const [response] = await once(get(`${url}/healthz`, { agent }), "response");
      response.resume();
      await once(response, "end");
      return [response.statusCode, response.headers.connection];
    };
    expect(await ask()).toEqual([200, "keep-alive"]);
    const stopped = stopServer(server);
    expect(await ask()).toEqual([200, "close"]);
    await stopped;
    agent.destroy();
  });

  it("a request answered after the idle connections were closed – its connection is closed too, long before the grace", async () => {
    const { server, url, asked, mayAnswer } = await startSlowServer();
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(`${url}/readyz`, { agent }), "response");
    await asked.promise;
    const closeIdle = jest.spyOn(server, "closeIdleConnections");
    closeIdle.mockImplementationOnce(() => mayAnswer.resolve());
    const stopped = stopServer(server, 600_000);
    const [response] = await answered;
    response.resume();
    await stopped;
    agent.destroy();
    expect(response.statusCode).toBe(200);
  });

  it("an idle connection – does not hold it up", async () => {
    const { server, url } = await startTestServer();
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${url}/healthz`, { agent }), "response");
    response.resume();
    await once(response, "end");
    // With a grace that no test waits for.
    await stopServer(server, 600_000);
    agent.destroy();
    expect(server.listening).toBe(false);
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
