import type { StsAdviceCode } from "@wx-cos-upload/server/advanced";
import type { LoginFault } from "../vocabulary.ts";
import type { Texts } from "./texts.ts";

const LOGIN_FAULTS: Readonly<Record<LoginFault, readonly [message: string, advice: string]>> = {
  40013: ["微信不认识这个 AppID（40013）", "请到微信公众平台重新复制 WECHAT_APP_ID"],
  40125: ["AppSecret 与 WECHAT_APP_ID 不匹配（40125）", "请重新复制 WECHAT_APP_SECRET，或在微信公众平台重置"],
  40164: ["本机 IP 不在微信的白名单内（40164）", "请在微信公众平台将本机的公网 IP 加入 AppSecret 的 IP 白名单"],
};

const CAM_ADVICE = "请在访问管理（CAM）中授予调用者该操作的权限，见 docs/credentials.zh-CN.md";

const STS_ADVICE: Readonly<Record<StsAdviceCode, string>> = {
  "AuthFailure.SecretIdNotFound": "密钥已删除、已禁用或有误，请检查 COS_SECRET_ID",
  "AuthFailure.InvalidSecretId": "这不是 API 密钥，请检查 COS_SECRET_ID",
  "AuthFailure.SignatureFailure": "请检查 COS_SECRET_KEY 与 COS_SECRET_ID 是否为同一对密钥",
  "AuthFailure.SignatureExpire": "本机时钟误差超过 5 分钟，请校准",
  "AuthFailure.TokenFailure": "token 已过期或与密钥不符，请检查 COS_SESSION_TOKEN",
  "AuthFailure.UnauthorizedOperation": CAM_ADVICE,
  UnauthorizedOperation: CAM_ADVICE,
  "InvalidParameter.AccessKeyNotSupport": "GetFederationToken 只接受永久密钥，请改用 CREDENTIALS=role",
  "InvalidParameter.OverTimeError": "请将 STS_DURATION_SECONDS 设为账号或角色允许的时长",
  "InvalidParameter.GrantOtherResource": "存储桶不属于该账号，请检查 COS_BUCKET",
  "InvalidParameter.WebIdentityTokenError": "集群的 token 未被接受，请检查角色的身份提供商",
  "ResourceNotFound.RoleNotFound": "请检查 STS_ROLE_ARN",
  "InternalError.GetRoleError": "请检查 STS_ROLE_ARN，并确认该角色信任调用者",
  RequestLimitExceeded: "对 STS 的调用过于频繁，请稍后再试",
  InternalError: "STS 自身出现故障，请稍后再试",
};

export const zh: Texts = {
  checks: {
    variables: "环境变量",
    bucket: "存储桶",
    clock: "时钟",
    credentials: "凭证",
    put: "PUT 上传",
    head: "HEAD 查询",
    binding: "签名约束",
    form: "表单上传",
    parts: "分块",
    delete: "DELETE 删除",
    cors: "跨域 CORS",
    redis: "Redis",
    login: "登录",
  },
  variables: {
    well: (bucket, credentials, login) => [
      `全部可用：存储桶 ${bucket ?? "未设置"}，CREDENTIALS=${credentials}，AUTH=${login}`,
    ],
    noLocalCos: () => [
      "未设置存储桶，而当前安装中没有可代替它的本地 COS",
      "请设置 COS_SECRET_ID、COS_SECRET_KEY、COS_BUCKET 与 COS_REGION，以及 NODE_ENV=production",
    ],
    wrong: (problem) => [problem],
    advice: "请在 .env 或环境变量中改正，各变量的写法见 .env.example",
  },
  bucket: {
    answers: (url) => [`${url} 可以访问，且为私有`],
    local: (url) => [`已在 ${url} 启动本地 COS，数据放在临时目录，不使用腾讯云账号`],
    notStarted: (reason) => [
      `无法启动本地 COS：${reason}`,
      "它需要一个临时目录（由 TMPDIR 指定），以及 127.0.0.1 上的空闲端口",
    ],
    localBesideHost: (url, host) => [
      `已在 ${url} 启动本地 COS，数据放在临时目录`,
      `未检查 COS_HOST=${host}：运行 npm start 之前，该地址无人监听`,
    ],
    isPublic: (url) => [
      `${url} 可以访问，但任何人都能列出其中的对象`,
      "请在 COS 控制台将存储桶改为私有，除非其中内容本就允许任何人读取",
    ],
    refuses: (url, refusal, advice) => [`${url} 返回 ${refusal}`, advice],
    silent: (url, reason, advice) => [`${url} 没有响应：${reason}`, advice],
  },
  clock: {
    right: (seconds) => [`与存储桶相差不超过 ${seconds} 秒`],
    refused: (seconds, direction) => [
      `比存储桶${direction === "ahead" ? "快" : "慢"} ${seconds} 秒：COS 会拒绝所有签名`,
      "请校准本机时钟，并开启 NTP 自动对时",
    ],
    ahead: (seconds, maxSeconds) => [
      `比存储桶快 ${seconds} 秒：达到 ${maxSeconds} 秒后，COS 会拒绝所有签名`,
      "请校准本机时钟，并开启 NTP 自动对时",
    ],
    shortened: (seconds, signatureSeconds) => [
      `比存储桶慢 ${seconds} 秒：签名暂时不会被拒绝，但 ${signatureSeconds} 秒的有效期会相应缩短`,
      "请校准本机时钟，并开启 NTP 自动对时",
    ],
    untold: () => ["响应中没有 Date，无法比对时钟", "可能被中间的代理去掉了"],
  },
  credentials: {
    keys: () => [
      "直接使用永久密钥；COS 是否接受，以下面的 PUT 结果为准",
      "CREDENTIALS=federation 或 role 会改用只能上传的临时密钥，见 docs/credentials.zh-CN.md",
    ],
    given: (source, seconds) => [`CREDENTIALS=${source} 已取得临时密钥，有效期 ${seconds} 秒`],
    ofFunction: () => ["平台已将角色的密钥写入环境变量；COS 是否接受，以下面的 PUT 结果为准"],
    refused: (said, advice) => [`未能取得：${said}`, advice],
  },
  put: { well: (key, milliseconds) => [`${key} 上传成功，用时 ${milliseconds} 毫秒`] },
  head: {
    well: () => ["对象的大小与类型和签名时一致"],
    different: (what) => [`对象与签名时不一致：${what}`, "请检查本机与存储桶之间的代理，或自定义域名所用的 CDN"],
    forbidden: () => ["无权限。仅有上传权限的凭证本应如此", "缺少 name/cos:HeadObject；签名服务并不需要它"],
  },
  binding: {
    holds: (refusal) => [`请求头与签名不符时会被拒绝（${refusal}）`],
    broken: (key) => [
      `请求头与签名不符，却上传成功：${key}`,
      "请确认 COS_HOST 直接指向 COS：中间可能有服务代为签名或应答",
    ],
  },
  additions: {
    rejected: (header, rejection) => [`在签名之外附加 ${header}，被拒绝（${rejection}）`],
    accepted: {
      "x-cos-copy-source": (key) => [
        `在签名之外附加 x-cos-copy-source，被接受（${key}）：持有签名的人可以复制这些凭证能读取的任何对象`,
        "请为凭证关联 docs/credentials.zh-CN.md 中的策略，它拒绝 name/cos:PutObjectCopy",
      ],
      "x-cos-grant-read": (key) => [
        `在签名之外附加 x-cos-grant-read，被接受（${key}）：持有签名的人可以把对象授权给自己的账号`,
        "请为凭证关联 docs/credentials.zh-CN.md 中的策略，它拒绝授权类请求头",
      ],
      "x-cos-storage-class": (key) => [
        `在签名之外附加 x-cos-storage-class，被接受（${key}）：持有签名的人可以决定对象的存储费用`,
        "请为凭证关联 docs/credentials.zh-CN.md 中的策略，它只允许 STANDARD；CREDENTIALS=federation 与 role 会自动发送该策略",
      ],
      "Pic-Operations": (key) => [
        `在签名之外附加 Pic-Operations，被接受（${key}）：若存储桶绑定了数据万象（CI），持有签名的人可以让它生成更多对象`,
        "请将数据万象绑定到其他存储桶，或关注其费用；目前没有已知策略可以拒绝该请求头",
      ],
    },
  },
  form: { well: (key) => [`${key} 上传成功`] },
  parts: {
    well: (key) => [`${key} 分块上传成功，使用两个身份；在分块签名之外附加 x-cos-copy-source 会被拒绝`],
    off: (variables) => [
      `未启用分块上传，客户端将用表单上传大文件：未设置 ${variables}`,
      "所需设置见 docs/credentials.zh-CN.md“两个身份”",
    ],
    sameKey: () => [
      "COS_SERVICE_SECRET_ID 与 COS_SECRET_ID 是同一密钥：为客户端签名的凭证也能列出和删除对象",
      "请另建一个子用户，并关联下面的服务身份策略",
    ],
    sameRole: () => [
      "平台角色同时是两个身份：为客户端签名的凭证也能列出和删除对象",
      "请将 STS_ROLE_ARN 设为要扮演的角色，服务端会分别为两个身份收窄权限",
    ],
    copied: (said) => [
      `在分块签名之外附加 x-cos-copy-source，未被拒绝（${said}）：持有签名的人可以复制这些凭证能读取的对象`,
      "请为上传身份关联下面的策略，它拒绝 name/cos:UploadPartCopy",
    ],
    slow: (key) => [`COS 仍在合并 ${key} 的分块；如果经常如此，请再次运行本程序`],
  },
  deletion: {
    well: (count) => [`测试对象已全部删除（${count} 个）`],
    forbidden: (keys) => [
      "无权限。仅有上传权限的凭证本应如此",
      `缺少 name/cos:DeleteObject；签名服务并不需要它。遗留在存储桶中的对象：${keys}`,
    ],
    failed: (keys, said, advice) => [`存储桶返回 ${said}；遗留的对象：${keys}`, advice],
    nothing: () => ["没有上传任何对象，无需删除"],
  },
  cors: {
    allowed: (origin) => [`${origin} 的网页可以上传`],
    refused: (origin, said) => [
      `${origin} 的网页无法上传：存储桶对预检请求返回 ${said}`,
      `COS 控制台 → 安全管理 → 跨域访问 CORS 设置：来源 ${origin}，方法 PUT 和 POST，Allow-Headers 填 *，Expose-Headers 填 ETag。小程序不需要`,
    ],
    incomplete: (origin, missing) => [
      `${origin} 的网页无法上传：存储桶的跨域规则未放行 ${missing}`,
      "COS 控制台 → 安全管理 → 跨域访问 CORS 设置：请补充到规则中，Allow-Headers 填 * 即可。小程序不需要",
    ],
    notSet: () => ["未设置 CORS_ORIGINS，因此未检查：小程序不需要，网页才需要"],
  },
  redis: {
    notSet: () => ["未设置 REDIS_URL：每个服务进程各自计算限额"],
    well: (milliseconds) => [`${milliseconds} 毫秒内响应；一次限额的扣减与退还均成功`],
    silent: (reason) => [`无法使用：${reason}`, "请确认 Redis 正在运行，且 REDIS_URL 的地址、密码与库号正确"],
  },
  login: {
    none: () => ["AUTH=none：能访问服务的任何人都可以上传", "上线前请设置 AUTH=wechat 或 AUTH=jwt"],
    standIn: () => [
      "AUTH=wechat 但未填 WECHAT_APP_SECRET：npm start 会用本地替身代替微信，任何 code 都可登录",
      "上线前请设置 WECHAT_APP_ID 与 WECHAT_APP_SECRET",
    ],
    wechat: (appId) => [`微信已确认 ${appId} 及其 AppSecret`],
    fault: (errcode) => LOGIN_FAULTS[errcode],
    wechatSilent: (reason) => [
      `微信没有给出可判断的应答：${reason}`,
      "请确认本机能访问 https://api.weixin.qq.com，并于一分钟后重试",
    ],
    sharedSecret: () => ["AUTH=jwt 且使用 JWT_SECRET（HS256）：无需获取公钥"],
    keySet: (url, algorithm) => [`${url} 中有可用于 ${algorithm} 的公钥`],
    noUsableKey: (url, algorithm) => [
      `${url} 可以访问，但没有可用于 ${algorithm} 的公钥`,
      "请将 JWT_ALGORITHM 设为签发方实际使用的算法",
    ],
    noKeySet: (url, reason) => [
      `${url} 没有给出公钥集合：${reason}`,
      "请对照签发方的文档检查 JWT_JWKS_URL，并确认本机能访问它",
    ],
  },
  refused: (said, advice) => [`存储桶返回 ${said}`, advice],
  notTried: (because) => [`未检查，原因见：${zh.checks[because]}`],
  failedItself: (reason) => [`检查本身出错：${reason}`, "这是本程序的问题，请反馈给我们"],
  cosAdvice: {
    NoSuchBucket: "该地域没有这个存储桶，请在 COS 控制台核对 COS_BUCKET（名称-APPID）与 COS_REGION",
    InvalidAccessKeyId: "COS 不认识该密钥，请检查 COS_SECRET_ID，并确认密钥未在访问管理（CAM）中被禁用",
    SignatureDoesNotMatch: "请检查 COS_SECRET_KEY 与 COS_SECRET_ID 是否为同一对密钥",
    Expired: "以存储桶的时钟为准，签名不在有效期内：请校准本机时钟",
    ExpiredToken: "token 已过期或与密钥不符，请检查 COS_SESSION_TOKEN",
    UnavailableForLegalReasons: "存储桶已停用，请在腾讯云控制台查看欠费与通知",
    other: "请在 COS 错误码文档中查找该错误码（https://cloud.tencent.com/document/product/436/7730）",
  },
  networkAdvice: {
    name: "找不到该主机：请检查 COS_REGION 与 COS_BUCKET（或 COS_HOST），以及本机的 DNS",
    refused: "该地址无人监听：请检查 COS_HOST 及其端口",
    certificate: "无法与该主机建立可信的 TLS 连接：请在 COS 控制台为自定义域名绑定证书",
    timeout: "请检查本机与存储桶之间的防火墙和代理",
    other: "请检查本机与存储桶之间的网络",
  },
  missingAction: (action) => `请授予凭证在 UPLOAD_PREFIX 下的 ${action} 权限，策略见 docs/credentials.zh-CN.md`,
  stsAdvice: (code) =>
    code === undefined ? "CREDENTIALS 各取值所需的配置见 docs/credentials.zh-CN.md" : STS_ADVICE[code],
  domains: {
    title: "填入微信公众平台（开发管理 → 开发设置 → 服务器域名）：",
    request: "request 合法域名",
    uploadFile: "uploadFile 合法域名",
    downloadFile: "downloadFile 合法域名（用于“我的上传”）",
    signingServer: "https://<你的签名服务域名>",
    local: "本地 COS 没有可填的域名：拥有正式存储桶之前，请在开发者工具中勾选“不校验合法域名”。",
  },
  policies: {
    upload: "上传身份（为客户端签名）的访问策略：",
    service: "服务身份（服务端自身的调用）的访问策略：",
    reading: "读取身份（为读取链接签名；CREDENTIALS=keys 时使用服务身份的密钥）的访问策略：",
  },
  allWell: "一切正常。",
  wrongCount: (count) => `发现 ${count} 个问题。`,
};
