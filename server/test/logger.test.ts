import { Writable } from "node:stream";
import { ProblemError } from "../src/errors.ts";
import { createLogger } from "../src/logger.ts";

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
  it("a dependency that is away – is told once in ten seconds, and each dependency for itself", () => {
    const clock = { ms: 0 };
    const { lines, logger } = loggerAt(clock);
    const away = () => new ProblemError("limiter_unavailable", "later", { cause: new Error("Redis did not answer") });
    for (let request = 0; request < 1_000; request += 1) logger.logFailure(away(), `request-${request}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("Redis did not answer");
    logger.logFailure(new ProblemError("credentials_unavailable", "later"), "another");
    expect(lines).toHaveLength(2);
    clock.ms = 10_000;
    logger.logFailure(away(), "later");
    expect(lines).toHaveLength(3);
  });

  it("a failure that nobody foresaw – is told each time", () => {
    const { lines, logger } = loggerAt({ ms: 0 });
    for (let request = 0; request < 3; request += 1) logger.logFailure(new Error("a bug"), `request-${request}`);
    for (let request = 3; request < 5; request += 1) {
      logger.logFailure(new ProblemError("internal_error", "a bug"), `request-${request}`);
    }
    expect(lines).toHaveLength(5);
  });
});
