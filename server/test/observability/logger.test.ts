import { Writable } from "node:stream";
import { ProblemError } from "../../src/errors.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { createSecretRedactor } from "../../src/observability/redact-secrets.ts";

function loggerAt(clock: { ms: number }) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return {
    lines,
    logger: createLogger(
      destination,
      (text) => text,
      () => clock.ms,
    ),
  };
}

describe("logFailure", () => {
  test("logs each unavailable dependency once in ten seconds", () => {
    const clock = { ms: 0 };
    const { lines, logger } = loggerAt(clock);
    const away = () => new ProblemError("limiter_unavailable", "later", { cause: new Error("Redis did not respond") });
    for (let request = 0; request < 1_000; request += 1) logger.logFailure(away(), `request-${request}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("Redis did not respond");
    logger.logFailure(new ProblemError("credentials_unavailable", "later"), "another");
    expect(lines).toHaveLength(2);
    clock.ms = 10_000;
    logger.logFailure(away(), "later");
    expect(lines).toHaveLength(3);
  });

  test("logs every unexpected failure", () => {
    const { lines, logger } = loggerAt({ ms: 0 });
    for (let request = 0; request < 3; request += 1) logger.logFailure(new Error("a bug"), `request-${request}`);
    for (let request = 3; request < 5; request += 1) {
      logger.logFailure(new ProblemError("internal_error", "a bug"), `request-${request}`);
    }
    expect(lines).toHaveLength(5);
  });
});

test("the user info of a URL – is in no line: of a failure, of what caused it, of an event's fields", () => {
  const lines: string[] = [];
  const logger = createLogger({ write: (line) => void lines.push(line) }, createSecretRedactor([]));
  const cause = new AggregateError([new TypeError("no fetch of https://admin:hunter2@a.example")], "both failed");
  logger.logFailure(new ProblemError("jwks_unavailable", "later", { cause }), "request-1");
  logger.logEvent("redis is unavailable", { reason: "redis://:hunter2@127.0.0.1:6379 is away", attempts: 2 });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("https://[redacted]@a.example");
  expect(lines[1]).toContain('"reason":"redis://[redacted]@127.0.0.1:6379 is away","attempts":2');
  expect(lines.join("")).not.toContain("hunter2");
});
