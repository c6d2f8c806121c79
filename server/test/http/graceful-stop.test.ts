import { once } from "node:events";
import { Agent, get } from "node:http";
import { stopServer } from "../../src/http/graceful-stop.ts";
import { deferred } from "../support/deferred.ts";
import { startTestServer } from "../support/test-app.ts";

/** A server whose /readyz reports each request, and responds when the test releases it. */
async function startSlowServer() {
  const [asked, mayResponse] = [deferred(), deferred()];
  const check = async () => {
    asked.resolve();
    await mayResponse.promise;
  };
  return { ...(await startTestServer({ readinessChecks: [{ name: "slow", check }] })), asked, mayResponse };
}

describe("stopServer", () => {
  test("completes a pending request on a kept-alive connection", async () => {
    const { server, url, asked, mayResponse } = await startSlowServer();
    const agent = new Agent({ keepAlive: true });
    const request = get(`${url}/readyz`, { agent });
    const answered = once(request, "response");
    await asked.promise;
    const stopped = stopServer(server);
    await expect(fetch(url)).rejects.toThrow();
    mayResponse.resolve();
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    response.resume();
    await stopped;
    agent.destroy();
  });

  test("responds to the next request on a kept-alive connection with Connection: close", async () => {
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

  test("closes the connection of a request that completes after idle connections were closed, long before the grace period ends", async () => {
    const { server, url, asked, mayResponse } = await startSlowServer();
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(`${url}/readyz`, { agent }), "response");
    await asked.promise;
    const closeIdle = jest.spyOn(server, "closeIdleConnections");
    closeIdle.mockImplementationOnce(() => mayResponse.resolve());
    const stopped = stopServer(server, 600_000);
    const [response] = await answered;
    response.resume();
    await stopped;
    agent.destroy();
    expect(response.statusCode).toBe(200);
  });

  test("an idle connection – does not hold it up", async () => {
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

  test("a request that never ends – is cut off after the grace", async () => {
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
