/** Fields of WeChat's results and failures that the uploader does not read. */
export const NO_EXCEPTION: WechatMiniprogram.RequestException = { reasons: [], retryCount: 0 };

export const PROFILE: WechatMiniprogram.RequestProfile = {
  SSLconnectionEnd: 0,
  SSLconnectionStart: 0,
  connectEnd: 0,
  connectStart: 0,
  domainLookUpEnd: 0,
  domainLookUpStart: 0,
  downstreamThroughputKbpsEstimate: 0,
  estimate_nettype: 0,
  fetchStart: 0,
  httpDNSDomainLookUpEnd: 0,
  httpDNSDomainLookUpStart: 0,
  httpRttEstimate: 0,
  invokeStart: 0,
  peerIP: "",
  port: 443,
  protocol: "http1.1",
  queueEnd: 0,
  queueStart: 0,
  receivedBytedCount: 0,
  redirectEnd: 0,
  redirectStart: 0,
  requestEnd: 0,
  requestStart: 0,
  responseEnd: 0,
  responseStart: 0,
  rtt: 0,
  sendBytesCount: 0,
  socketReused: false,
  throughputKbps: 0,
  transportRttEstimate: 0,
  usingHighPerformanceMode: false,
};

export const REQUEST_RESULT = {
  cookies: [],
  exception: NO_EXCEPTION,
  profile: PROFILE,
  useHttpDNS: false,
  errMsg: "request:ok",
};
