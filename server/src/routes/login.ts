import { type LoginResponse, loginRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import type { LogIn } from "../auth/index.ts";
import { sendJson } from "../http/send-json.ts";
import { setOwner } from "../owner.ts";
import { parseRequest } from "./parse-request.ts";

/** `POST /login`: exchanges a code of wx.login for a session token. */
export function login({ logIn }: { readonly logIn: LogIn }): RequestHandler {
  return async function login(req, res) {
    const { code } = parseRequest(loginRequest, req.body);
    const { owner, token, expiresSeconds, lifetimeSeconds } = await logIn(code);
    setOwner(res, owner);
    const response: LoginResponse = { token, expiresInSeconds: lifetimeSeconds, expiresAt: expiresSeconds };
    sendJson(res, 200, response);
  };
}
