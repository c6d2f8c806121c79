import { ConfigError } from "./config.ts";
import { readLimits } from "./limits-config.ts";
import { type ListenConfig, readListen, readMetrics } from "./listen-config.ts";
import { readProduction } from "./node-env.ts";
import { createVariableReader, type Environment } from "./variables.ts";
import { readWebhooks, type WebhooksConfig } from "./webhooks-config.ts";

/** What a worker of webhooks needs: the queue and the endpoint, and no key of COS. */
export interface WorkerConfig {
  readonly redisUrl: string;
  readonly webhooks: WebhooksConfig;
  /** Where it serves `/healthz` and `/readyz`. */
  readonly listen: ListenConfig;
  /** The address for Prometheus. `undefined`: no metrics. */
  readonly metrics: ListenConfig | undefined;
}

/**
 * Reads the environment of a worker, which can be that of a server.
 *
 * @throws {ConfigError} that lists all faults at once
 */
export function readWorkerConfig(environment: Environment): WorkerConfig {
  const variables = createVariableReader(environment);
  const { redisUrl } = readLimits(variables);
  const production = readProduction(variables);
  const webhooks = readWebhooks(variables, { production, hasRedis: redisUrl !== undefined, needsServiceKeys: false });
  if (variables.text("WEBHOOK_URL") === undefined) {
    variables.reject("WEBHOOK_URL", "is missing; without it there are no webhooks");
  }
  if (variables.text("REDIS_URL") === undefined) {
    variables.reject("REDIS_URL", "is missing; without Redis, webhooks wait only in the memory of a server");
  }
  const config = { listen: readListen(variables), metrics: readMetrics(variables) };
  if (variables.problems.length > 0 || redisUrl === undefined || webhooks === undefined) {
    throw new ConfigError(variables.problems);
  }
  return { ...config, redisUrl, webhooks };
}
