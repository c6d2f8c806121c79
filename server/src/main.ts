import dotenv from "dotenv";
import { runServer } from "./startup/run-server.ts";

const parentId = process.ppid;
dotenv.config({ quiet: true });
await runServer({ environment: process.env, parentId });
