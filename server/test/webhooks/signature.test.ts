import { Webhook } from "standardwebhooks";
import { parseWebhookSecrets } from "../../src/webhooks/delivery/secrets.ts";
import { webhookHeaders } from "../../src/webhooks/delivery/signature.ts";
import { WEBHOOK_SECRET } from "../support/webhook-receiver.ts";

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

test("signs as the specification's example", () => {
  const delivery = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestampSeconds: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(webhookHeaders(delivery, parseWebhookSecrets(WEBHOOK_SECRET))).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("with two secrets, a receiver verifies with either, and with no third one", () => {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const body = '{"type":"upload.stored","name":"照片"}';
  const headers = webhookHeaders(
    { id: "msg_1", timestampSeconds, body },
    parseWebhookSecrets(`${WEBHOOK_SECRET},${OTHER_SECRET}`),
  );
  for (const secret of [WEBHOOK_SECRET, OTHER_SECRET]) {
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ name: "照片" });
    expect(() => new Webhook(secret).verify(body.replace("照", "昭"), headers)).toThrow();
  }
  const third = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
  expect(() => new Webhook(third).verify(body, headers)).toThrow();
});
