/** An event of a COS trigger, as SCF passes it to a function. `unkown` is COS's spelling. */
export function cosEventOf(key: string, { name = "cos:ObjectCreated:Put", bucket = "examplebucket" } = {}) {
  return {
    Records: [
      {
        cos: {
          cosSchemaVersion: "1.0",
          cosObject: {
            url: `http://${bucket}-1250000000.cos.ap-guangzhou.myqcloud.com/${key}`,
            meta: { "x-cos-request-id": "NWMxOWY4MGFfMjViMjU4NjRfMTUyMV8yNzhhZjM=", "Content-Type": "image/jpeg" },
            vid: "",
            key: `/1250000000/${bucket}/${key}`,
            size: 1029,
          },
          cosBucket: { region: "gz", cosRegion: "gz", s3Region: "ap-guangzhou", name: bucket, appid: "1250000000" },
          cosNotificationId: "unkown",
        },
        event: {
          eventName: name,
          eventVersion: "1.0",
          eventTime: 1_545_205_770,
          eventSource: "qcs::cos",
          requestParameters: {
            requestSourceIP: "192.168.15.101",
            requestHeaders: { Authorization: "q-sign-algorithm=sha1&q-ak=AKIDexample&q-signature=0123456789abcdef" },
          },
          eventQueue: "qcs:0:scf:ap-guangzhou:appid/1250000000:default.my-trigger.$LATEST",
          reqid: 179_398_952,
        },
      },
    ],
  };
}
