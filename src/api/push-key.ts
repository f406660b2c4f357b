import { Hono } from "hono";
import { notFound } from "../domain/refusal";
import { allow } from "../http/auth";
import type { SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers, mayRefuse } from "../http/route-facts";
import { PushKeyResponse } from "./schemas/push";

export const pushKey = new Hono<SignedIn>().get(
  "/",
  allow(),
  mayRefuse(404),
  answers("The key that browsers subscribe to notifications with", { 200: PushKeyResponse }),
  (c) => {
    const { push } = c.get("deps").config;
    return push ? c.json({ public_key: push.publicKey }, 200) : refuse(c, notFound);
  },
);
