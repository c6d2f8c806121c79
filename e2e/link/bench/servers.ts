import { startStack } from "../../stack/start-stack.ts";

/**
 * A process with the signing server and the local COS. It sends their ports to its parent, empties the bucket on each message, and ends
 * when its parent disconnects.
 */
const MAX_BYTES = 1024 ** 3;

const clock = {
  get nowMs() {
    return Date.now();
  },
};
const stack = await startStack({
  clock,
  signForBucketHost: true,
  maxBytes: { photo: MAX_BYTES, video: MAX_BYTES, other: MAX_BYTES },
});
process.send?.({ serverPort: portOf(stack.serverUrl), cosPort: portOf(`http://${stack.cosHost}`) });
process.on("message", () => {
  void stack.emptyBucket().then(() => process.send?.({ emptied: true }));
});
process.once("disconnect", () => void stack.close());

function portOf(url: string): number {
  return Number(new URL(url).port);
}
