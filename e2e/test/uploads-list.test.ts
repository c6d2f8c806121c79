import { createUser } from "../clients/stored-uploads.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

/** The stack's COS counts the listings, and users log in by a token that is their folder. */
let stack: Stack;
beforeAll(async () => {
  const authenticator = (req: { get(name: string): string | undefined }) => req.get("Authorization")?.slice(7);
  stack = await startStack({ clock: { nowMs: NOW_MS }, login: { authenticator }, logFailure: () => {} });
}, 60_000);
afterAll(() => stack.close());

let serial = 0;
/** A key at a time, as a server in UTC makes it, with digits in no order. */
function keyAt(owner: string, ms: number): string {
  serial = (serial + 0x9e3779b1) % 2 ** 32;
  const digits = new Date(ms).toISOString().replace(/\D/g, "").slice(0, 14);
  const hex = serial.toString(16).padStart(8, "0").repeat(4);
  return `uploads/${owner}/${digits.slice(0, 8)}/${digits}-${hex}.jpg`;
}

async function seed(keys: readonly string[]): Promise<void> {
  await stack.localCos.seed(Object.fromEntries(keys.map((key) => [key, "x"])));
}

/** Counts the requests that COS receives until the returned function is called. */
function countRequests(): () => number {
  const last = stack.localCos.requests().at(-1)?.requestId;
  return () => {
    const requests = stack.localCos.requests();
    return requests.length - 1 - requests.findIndex(({ requestId }) => requestId === last);
  };
}

/** Reads pages of 100, at most so many. */
async function read(owner: string, pages: number) {
  const user = createUser(stack.serverUrl, owner);
  const keys: string[] = [];
  const calls: number[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined && calls.length < pages) {
    const count = countRequests();
    const page: Awaited<ReturnType<typeof user.list>> = await user.list(`?limit=100${cursor && `&cursor=${cursor}`}`);
    keys.push(...page.uploads.map(({ cosKey }) => cosKey));
    calls.push(count());
    cursor = page.cursor;
  }
  return { keys, calls };
}

test.each<[what: string, owner: string, count: number, at: (index: number) => number, first: number]>([
  ["2,000 in one day", "one-day", 2_000, (index) => NOW_MS - index * 17_000, 8],
  ["one a day for 1,100 days", "days", 1_100, (index) => NOW_MS - index * DAY_MS, 3],
  ["300 in one second", "second", 300, () => NOW_MS - DAY_MS, 2],
])(
  "%s, in the local COS: newest first, none twice, none lost, in few calls",
  async (_, owner, count, at, first) => {
    const seeded = Array.from({ length: count }, (_unused, index) => keyAt(owner, at(index)));
    await seed(seeded);
    const { keys, calls } = await read(owner, 60);
    expect(keys).toEqual([...seeded].sort().reverse());
    expect(calls[0]).toBeLessThanOrEqual(first);
    expect(Math.max(...calls.slice(1))).toBeLessThanOrEqual(2);
  },
  60_000,
);

test("a folder that is the beginning of another one's name has its own uploads only", async () => {
  const [own, other] = [keyAt("li", NOW_MS), keyAt("li2", NOW_MS)];
  await seed([own, other]);
  expect((await read("li", 2)).keys).toEqual([own]);
});

test("a COS that does not respond or denies is a problem, not an empty list", async () => {
  const user = createUser(stack.serverUrl, "li");
  for (let attempt = 1; attempt <= 3; attempt += 1) stack.localCos.failNext({ operation: "GetBucket", status: 503 });
  const busy = await user.get("/uploads");
  expect([busy.status, busy.body["code"], busy.headers.get("retry-after")]).toEqual([503, "cos_unavailable", "5"]);
  stack.localCos.failNext({ operation: "GetBucket", status: 403, code: "AccessDenied" });
  const denied = await user.get("/uploads");
  expect([denied.status, denied.body["code"]]).toEqual([502, "cos_refused"]);
  expect(JSON.stringify(denied.body)).not.toContain("AccessDenied");
});
