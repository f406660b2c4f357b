import { Hono } from "hono";
import type { AppEnv } from "../http/context";
import { refuse } from "../http/errors";
import { isSigned } from "../http/events-signature";
import { answers } from "../http/route-facts";
import { fieldErrors, parseJson, signedBody } from "../http/validate";
import { applyEvents, type ParsedEvent, parseEvent } from "../operations/apply-events";
import { EventList, EventsRequest, EventsResponse } from "./schemas/events";

export const events = new Hono<AppEnv>().post(
  "/",
  signedBody(EventsRequest),
  answers("Take in other services' events (signed, CloudEvents 1.0)", { 202: EventsResponse }),
  async (c) => {
    const deps = c.get("deps");
    const text = await c.req.text();
    const message = {
      id: c.req.header("webhook-id"),
      timestamp: c.req.header("webhook-timestamp"),
      signature: c.req.header("webhook-signature"),
      body: text,
    };
    if (!(await isSigned(message, deps.config.eventSecrets, Date.now()))) {
      return refuse(c, { kind: "unauthorized", message: "The signature is missing, wrong or too old" });
    }
    const parsed: ParsedEvent[] = [];
    for (const [index, envelope] of parseJson(EventList, text, c.req.header("Content-Type")).entries()) {
      const event = parseEvent(envelope);
      if (!event.ok) {
        return refuse(c, { kind: "validation", details: fieldErrors(event.error, { prefix: [index] }) });
      }
      parsed.push(event.value);
    }
    return c.json(await applyEvents(deps, parsed), 202);
  },
);
