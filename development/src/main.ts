import { runServer } from "@wx-cos-upload/server/advanced";
import dotenv from "dotenv";
import { localServices } from "./local-services.ts";

const parentId = process.ppid;
dotenv.config({ quiet: true });
await runServer({ environment: process.env, parentId, localServices });
