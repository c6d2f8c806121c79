import { loadInTurns, print, reportRatio, reportRounds } from "./rounds.ts";
import { startBareServer, startSigningServer } from "./start-servers.ts";

const ROUNDS = 15;
const LOAD = { seconds: 1.5, connections: 50 };

/** Compares the whole middleware stack with minimal signing servers on Express and on plain Node. */
export async function measurePutSign(directory: string): Promise<void> {
  const name = "signing server, whole stack";
  const servers = [
    await startSigningServer(directory, { name, environment: WITHOUT_LIMITS }),
    await startBareServer(directory, "bare Express 5, same signature", "bare-express.ts"),
    await startBareServer(directory, "bare node:http, same work", "bare-node-http.ts"),
  ] as const;
  const [full, bareExpress, bareNode] = servers;
  try {
    const rounds = await loadInTurns(servers, ROUNDS, () => LOAD);
    print(`GET /put-sign, ${LOAD.connections} connections, medians of ${ROUNDS} rounds of ${LOAD.seconds} s`);
    reportRounds(servers, rounds);
    reportRatio(rounds, full, bareExpress, 2);
    reportRatio(rounds, full, bareNode, 0.6);
    print("");
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** The bare servers count no limits either. */
const WITHOUT_LIMITS = { LIMIT_REQUESTS_PER_MINUTE: "0", LIMIT_FILES_PER_DAY: "0", LIMIT_BYTES_PER_DAY: "0" };
