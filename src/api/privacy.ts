import { Hono } from "hono";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { answers } from "../http/route-facts";
import { userOf } from "../http/tenant";
import { body, query } from "../http/validate";
import { auditAccess } from "../operations/audit";
import { anonymizeUser, exportUser } from "../operations/privacy";
import { AnonymizeRequest, AnonymizeResponse, ExportQuery, ExportResponse } from "./schemas/privacy";

export const privacy = new Hono<SignedIn>()
  .get(
    "/export",
    allow("customer", "ngo", "admin"),
    query(ExportQuery),
    answers("All that is kept of a user's pickups", { 200: ExportResponse }),
    async (c) => {
      const userId = userOf(c.get("principal"), c.req.valid("query").user_id);
      if (!userId.ok) return refuse(c, userId.error);
      await auditAccess(c.get("deps"), actorOf(c), { action: "export", customerId: userId.value });
      return c.json(await exportUser(c.get("deps"), userId.value, c.get("principal").userId), 200);
    },
  )
  .post(
    "/anonymize",
    allow("customer", "ngo", "admin"),
    body(AnonymizeRequest, { isOptional: true }),
    answers("Cancel a user's live pickups and take the texts out of all", { 200: AnonymizeResponse }),
    async (c) => {
      const userId = userOf(c.get("principal"), c.req.valid("json").user_id);
      if (!userId.ok) return refuse(c, userId.error);
      await auditAccess(c.get("deps"), actorOf(c), { action: "anonymize", customerId: userId.value });
      const count = await anonymizeUser(c.get("deps"), userId.value, c.get("principal").userId);
      const message = "Pickup data anonymized successfully";
      return c.json({ message, user_id: userId.value, pickups_anonymized: count }, 200);
    },
  );
