/**
 * The rooms of the house, in the order of the map in CONTRIBUTING.md. `.dependency-cruiser.mjs` makes a rule of each, and
 * `e2e/test/house.test.ts` holds the map to them.
 *
 * `imports` lists what a room may import besides its own files: other rooms by path, packages by name, `node` for any module of
 * Node.js or `node:crypto` for one.
 */
export const ROOMS = [
  room("shared/contract/src", "the wire contract: zod schemas and the types inferred from them", ["zod"]),
  room(
    "shared/cos-signature/src",
    "q-sign, POST policies, signed URLs and TC3: pure, one step of the vendor's document a file",
    ["node:crypto"],
  ),
  room("shared/node-kit/src", "what the server and the local cloud both need of Node.js; no word of the domain", [
    "node",
  ]),
  room("server/src", "the doors `index.ts` and `advanced.ts`, the entry point `main.ts`, the errors and the owner", [
    "server/src",
    "shared/node-kit/src",
    "shared/contract/src",
    "dotenv",
    "express",
    "node:util",
  ]),
  room("server/src/config", "the environment, read and validated as a whole", [
    "shared/node-kit/src",
    "server/src/errors.ts",
    "server/src/auth",
    "server/src/credentials",
    "server/src/http",
    "server/src/middleware",
    "server/src/proofs",
    "server/src/uploads",
    "shared/contract/src",
    "shared/cos-signature/src",
    "node:net",
  ]),
  room("server/src/startup", "configuration → dependencies → app → listen → stop", [
    "shared/node-kit/src",
    "server/src",
    "shared/cos-signature/src",
    "express",
    "node",
  ]),
  room("server/src/http", "the app, the router for other apps, the Node server and its limits, JSON responses", [
    "shared/node-kit/src",
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/auth",
    "server/src/limits",
    "server/src/middleware",
    "server/src/multipart",
    "server/src/objects",
    "server/src/observability",
    "server/src/openapi",
    "server/src/proofs",
    "server/src/routes",
    "server/src/uploads",
    "shared/contract/src",
    "express",
    "node",
  ]),
  room("server/src/routes", "parse → act → respond, one file a route", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/auth",
    "server/src/credentials",
    "server/src/http/send-json.ts",
    "server/src/limits",
    "server/src/multipart",
    "server/src/objects",
    "server/src/observability",
    "server/src/proofs",
    "server/src/uploads",
    "shared/contract/src",
    "express",
    "zod",
    "node:crypto",
  ]),
  room("server/src/middleware", "`factory(options)` → named function; they throw, and one error handler renders", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/auth",
    "server/src/http/send-json.ts",
    "server/src/limits",
    "server/src/observability",
    "shared/contract/src",
    "cors",
    "express",
  ]),
  room("server/src/uploads", "which files are allowed, their object keys, and what is signed for them", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/credentials",
    "shared/contract/src",
    "shared/cos-signature/src",
    "node:crypto",
  ]),
  room("server/src/multipart", "uploads in parts: start, sign, list, complete, abort; the upload token", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/auth",
    "server/src/cos",
    "server/src/credentials",
    "server/src/uploads",
    "shared/contract/src",
    "shared/cos-signature/src",
    "jose",
    "zod",
    "node",
  ]),
  room("server/src/objects", "stored objects: whose they are, confirmed, listed, read by signed URLs, deleted", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/auth",
    "server/src/cos",
    "server/src/credentials",
    "server/src/multipart/cos-problems.ts",
    "server/src/remote",
    "server/src/uploads",
    "shared/contract/src",
    "shared/cos-signature/src",
    "jose",
    "zod",
    "node",
  ]),
  room("server/src/proofs", "proofs of stored objects for other back ends, and their keys", [
    "shared/contract/src",
    "jose",
    "node:crypto",
  ]),
  room("server/src/cos", "the server's own calls of COS: signed, bounded, repeated where that is safe", [
    "server/src/credentials",
    "server/src/remote",
    "shared/contract/src",
    "shared/cos-signature/src",
    "sax",
    "node:crypto",
    "node:timers/promises",
  ]),
  room("server/src/janitor", "aborts unfinished uploads: the command, and the task of a running server", [
    "server/src/config",
    "server/src/cos",
    "server/src/multipart",
    "server/src/observability",
    "server/src/startup",
    "dotenv",
    "node:util",
  ]),
  room("server/src/auth", "who uploads: tokens, WeChat's login, the owner's folder", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/remote",
    "server/src/observability",
    "express",
    "jose",
    "zod",
    "node",
  ]),
  room("server/src/remote", "requests to other servers: bounded, timed, paused after failures", ["node"]),
  room("server/src/credentials", "where credentials come from, and what they may do", [
    "server/src/errors.ts",
    "server/src/multipart/part-plan.ts",
    "server/src/remote",
    "shared/cos-signature/src",
    "zod",
  ]),
  room("server/src/limits", "the rate limit and the quotas, in memory or in Redis", [
    "server/src/errors.ts",
    "server/src/owner.ts",
    "ioredis",
    "ipaddr.js",
    "lru-cache",
    "node",
  ]),
  room("server/src/openapi", "the OpenAPI document, from the schemas and the table of errors", [
    "server/src/errors.ts",
    "shared/contract/src",
    "zod",
  ]),
  room("server/src/observability", "the log, the metrics, and what neither may hold", [
    "shared/node-kit/src",
    "server/src/errors.ts",
    "server/src/owner.ts",
    "server/src/openapi",
    "pino",
    "prom-client",
    "node",
  ]),
  room(
    "development/src",
    "what `npm start` runs: the server with the local cloud, the preview and the page of the API",
    [
      "server/src/advanced.ts",
      "shared/cos-signature/src",
      "local-cloud/src",
      "preview/src/index.ts",
      "api-docs/src",
      "dotenv",
      "node",
    ],
  ),
  room("doctor/src", "`npm run doctor`: checks, and their texts in two languages", [
    "server/src/index.ts",
    "server/src/advanced.ts",
    "shared/contract/src",
    "shared/cos-signature/src",
    "local-cloud/src",
    "dotenv",
    "node",
  ]),
  room("local-cloud/src", "what its rooms share", ["shared/node-kit/src", "node"]),
  room("local-cloud/src/cos", "the local bucket. Development and tests only", [
    "shared/node-kit/src",
    "local-cloud/src",
    "shared/cos-signature/src",
    "@fastify/busboy",
    "dotenv",
    "mime-types",
    "sax",
    "sharp",
    "node",
  ]),
  room("local-cloud/src/cam", "CAM policies, read and evaluated. Pure", ["local-cloud/src/is-record.ts"]),
  room("local-cloud/src/sts", "the local STS, whose credentials the local bucket accepts", [
    "shared/node-kit/src",
    "local-cloud/src",
    "shared/cos-signature/src",
    "node",
  ]),
  room("local-cloud/src/wechat", "a stand-in for WeChat's code2Session", [
    "local-cloud/src/limit-connections.ts",
    "shared/node-kit/src",
    "node",
  ]),
  room("miniprogram/src", "the app's own files and its server addresses", [
    "miniprogram/src/components/cos-uploader/list",
  ]),
  room("miniprogram/src/uploader", "the upload library; one file names `wx`", []),
  room("miniprogram/src/uploader/multipart", "multipart uploads, which an uploader gets as an option", [
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/uploader/uploads", "a client of stored uploads: confirms, lists, reads and deletes them", [
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader", "the component's properties, events and lifetimes", [
    "miniprogram/src/uploader",
    "miniprogram/src/uploader/multipart",
  ]),
  room("miniprogram/src/components/cos-uploader/properties", "the properties: types, defaults, and how each is read", [
    "miniprogram/src/components/cos-uploader/hooks",
    "miniprogram/src/components/cos-uploader/list",
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/components/cos-uploader/view",
    "miniprogram/src/components/cos-uploader/wechat",
    "miniprogram/src/components/cos-uploader/upload-file.ts",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/drag", "the order by a long press and a moving finger", [
    "miniprogram/src/components/cos-uploader/properties",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/hooks", "the page's hooks: called, timed and validated", [
    "miniprogram/src/components/cos-uploader/list",
    "miniprogram/src/components/cos-uploader/upload-file.ts",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/list", "the state of the list, from a tap to an uploaded file", [
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/components/cos-uploader/wechat",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/view", "state → what is drawn. Pure", [
    "miniprogram/src/components/cos-uploader/list",
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/components/cos-uploader/properties",
    "miniprogram/src/components/cos-uploader/instance.ts",
    "miniprogram/src/components/cos-uploader/wechat",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/texts", "what people read, in two languages", [
    "miniprogram/src/components/cos-uploader/list",
    "miniprogram/src/components/cos-uploader/wechat",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/components/cos-uploader/wechat", "the calls of `wx` that the component makes", [
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/pages", "the pages: upload, my uploads, a video player", ["miniprogram/src"]),
  room("miniprogram/src/pages/uploads/state", "the list of my uploads, and the events that change it. Pure", [
    "miniprogram/src/pages/common",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/pages/uploads/view", "state → what is drawn. Pure", [
    "miniprogram/src/pages/uploads/state",
    "miniprogram/src/pages/uploads/texts.ts",
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/components/cos-uploader/view",
  ]),
  room("miniprogram/src/pages/uploads/actions", "what a user does with uploads: the effects around the state", [
    "miniprogram/src/pages/uploads/state",
    "miniprogram/src/pages/common",
    "miniprogram/src/components/cos-uploader/texts",
    "miniprogram/src/components/cos-uploader/wechat",
    "miniprogram/src/texts",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/src/texts", "what the pages say, in two languages", [
    "miniprogram/src/components/cos-uploader",
    "miniprogram/src/pages",
    "miniprogram/src/uploader",
  ]),
  room("miniprogram/browser/src", "the library on web pages: a platform over XMLHttpRequest, fetch and Blob", [
    "miniprogram/src/uploader/index.ts",
  ]),
  room("preview/src", "the door", ["preview/src/build", "preview/src/serve"]),
  room("preview/src/host", "the mini program in a browser: WeChat's component framework", ["preview/src"]),
  room("preview/src/wx", "a `wx` for the browser, with what WeChat enforces", ["preview/src/host", "@noble/hashes"]),
  room("preview/src/shell", "the phone around the page", ["preview/src"]),
  room("preview/src/build", "compiles a mini program for the browser", [
    "esbuild",
    "glass-easel-template-compiler",
    "postcss",
    "node",
  ]),
  room("preview/src/serve", "the preview's request handler", ["preview/src/build", "node"]),
  room("preview/src/command", "the package's command, and the program that compiles for `mount/`", [
    "preview/src/build",
    "preview/src/serve",
    "node",
  ]),
  room("preview/src/mount", "components and pages in jest and vitest", ["preview/src", "node"]),
  room("api-docs/src", "a page over an OpenAPI document. Development only", ["express", "node"]),
];

function room(path, holds, imports) {
  return { path, holds, imports };
}

/** The map as a Markdown table. */
export function roomsTable() {
  const rows = ROOMS.map(({ path, holds, imports }) => {
    const names = imports.map((name) => `\`${shortName(name)}\``).join(", ");
    return `| \`${path.replace(/\/src$/, "/src")}/\` | ${holds} | ${names || "nothing"} |`;
  });
  return ["| room | holds | may import |", "|---|---|---|", ...rows].join("\n");
}

/** Within a workspace's rooms the workspace's name says nothing new. */
function shortName(name) {
  return name
    .replace(/\/src$/, "")
    .replace("/src/", "/")
    .replace("components/cos-uploader", "cos-uploader");
}
