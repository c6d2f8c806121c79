import { z } from "zod";

/** Most records of one event. COS sends one. */
const MAX_RECORDS = 100;

const RECORDS_RULE = `Records must hold 1 to ${MAX_RECORDS} records of a COS trigger`;

const RECORD_RULE = "a record must have cos.cosObject.key and event.eventName, as COS sends them";

const record = z.looseObject(
  {
    cos: z.looseObject(
      {
        cosObject: z.looseObject(
          {
            key: z.string(RECORD_RULE).max(4_096, RECORD_RULE).describe("`/<APPID>/<bucket name>/<object key>`."),
          },
          RECORD_RULE,
        ),
      },
      RECORD_RULE,
    ),
    event: z.looseObject(
      {
        eventName: z.string(RECORD_RULE).max(100, RECORD_RULE).describe("`cos:ObjectCreated:Put`, for example."),
      },
      RECORD_RULE,
    ),
  },
  RECORD_RULE,
);

/** Body of `POST /events/cos`: the event of a COS trigger of SCF. Fields that the server does not need are ignored. */
export const cosEventRequest = z.looseObject({
  Records: z.array(record, RECORDS_RULE).min(1, RECORDS_RULE).max(MAX_RECORDS, RECORDS_RULE),
});

/** Response of `POST /events/cos`: what became of the records. */
export const cosEventResponse = z.object({
  queued: z.int().min(0).describe("Objects whose webhook is in the queue, or was delivered already."),
  missing: z.int().min(0).describe("Objects that COS does not have any more."),
  rejected: z.int().min(0).describe("Objects whose type or size breaks the upload rules."),
  ignored: z
    .int()
    .min(0)
    .describe("Records of another kind, of another bucket, or of a key that this server did not make."),
});

/** One record of a COS trigger. */
export type CosEventRecord = z.infer<typeof record>;

/** What became of the records of an event. */
export type CosEventResponse = z.infer<typeof cosEventResponse>;
