/*
 * An SCF function (Node.js 18 or later, handler index.main_handler) that forwards the events of a COS trigger to the signing server. Configure the trigger for
 * cos:ObjectCreated:* with the prefix of UPLOAD_PREFIX. Environment variables: SERVER_URL, the signing server's https URL, and COS_EVENTS_SECRET, the same as
 * on the server. The function needs no role and no key of COS.
 */
const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 500;

/** A failure that a repetition does not change. */
class Rejected extends Error {}

/**
 * Forwards one event. If it throws, SCF runs it again: twice by default, then the event is lost unless the function has a dead letter queue.
 *
 * @param {{ Records?: unknown }} event
 * @throws {Error} if the server rejects the event, or does not respond to three attempts
 */
exports.main_handler = async function forward(event) {
  const { SERVER_URL = "", COS_EVENTS_SECRET = "" } = process.env;
  if (SERVER_URL === "" || COS_EVENTS_SECRET === "") throw new Error("set SERVER_URL and COS_EVENTS_SECRET");
  const body = JSON.stringify({ Records: recordsOf(event) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(new URL("events/cos", withSlash(SERVER_URL)), body, COS_EVENTS_SECRET);
    } catch (error) {
      if (error instanceof Rejected || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
};

/** Only what the server needs: an event also has the Authorization header of the upload. */
function recordsOf({ Records }) {
  if (!Array.isArray(Records)) throw new Error("this is no event of a COS trigger: it has no Records");
  return Records.map(({ cos, event }) => ({
    cos: { cosObject: { key: cos.cosObject.key } },
    event: { eventName: event.eventName },
  }));
}

function withSlash(url) {
  return url.endsWith("/") ? url : `${url}/`;
}

async function send(url, body, secret) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Events-Secret": secret },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const reason = `the signing server responded with ${response.status}: ${text.slice(0, 200)}`;
  if (response.status < 500 && response.status !== 429) throw new Rejected(reason);
  throw new Error(reason);
}
