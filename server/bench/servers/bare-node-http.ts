import { createServer } from "node:http";
import { putSignQuery } from "@wx-cos-upload/contract";
import { parseQuery } from "../../src/routes/parse-query.ts";
import { parseRequest } from "../../src/routes/parse-request.ts";
import { checkFile } from "../../src/uploads/upload-rules.ts";
import { createBareSigner, rules } from "./bare-signer.ts";

/** The same work with no framework: the query read, checked and signed; no id, log line, security header, route or error. */
const signer = createBareSigner();
createServer(async (req, res) => {
  const file = checkFile(parseRequest(putSignQuery, parseQuery(req.url ?? "")), rules);
  const text = JSON.stringify(await signer.signPut(file));
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  res.end(text);
}).listen(Number(process.env["PORT"]), "127.0.0.1");
