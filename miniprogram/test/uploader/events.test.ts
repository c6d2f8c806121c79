import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createEvents } from "../../src/uploader/events";

test("calls each listener with every event until it is removed, even if it removes itself during one", () => {
  const events = createEvents<number>();
  const heard: unknown[] = [];
  const stop = events.on("change", (event) => {
    heard.push(event);
    stop();
  });
  events.on("change", (event) => heard.push(event * 10));
  events.emit(1);
  events.emit(2);
  expect(heard).toEqual([1, 10, 20]);
});

test("calls a listener that is added during an event only from the next event on", () => {
  const events = createEvents<number>();
  const heard: number[] = [];
  const stop = events.on("change", () => {
    stop();
    events.on("change", (event) => heard.push(event));
  });
  events.emit(1);
  events.emit(2);
  expect(heard).toEqual([2]);
});

test("calls the other listeners if one throws, and the error becomes an unhandled rejection", () => {
  const program = `
    const { createEvents } = require(${JSON.stringify(join(__dirname, "../../src/uploader/events.ts"))});
    process.on("unhandledRejection", (error) => console.log("reported:", error.message));
    const events = createEvents();
    events.on("change", () => { throw new Error("a mistake of the caller's"); });
    events.on("change", () => console.log("heard"));
    events.emit(1);
    console.log("went on");`;
  const { stdout } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], {
    cwd: __dirname,
    encoding: "utf8",
  });
  expect(stdout).toBe("heard\nwent on\nreported: a mistake of the caller's\n");
});
