import { Hono } from "hono";
import { listCustomerPickups } from "../db/pickups";
import { coordinatesOf } from "../domain/coordinates";
import { canCancel, isLive } from "../domain/pickup-lifecycle";
import { invalid } from "../domain/refusal";
import { durationInWords, isoInstant, localDate } from "../domain/time";
import { allow } from "../http/auth";
import { actorOf, type SignedIn } from "../http/context";
import { refuse } from "../http/errors";
import { pageRequest, paginated } from "../http/pagination";
import { answers, mayRefuse } from "../http/route-facts";
import { customerOf } from "../http/tenant";
import { query } from "../http/validate";
import { accessOf, auditAccess } from "../operations/audit";
import { planCustomerRoute } from "../operations/plan-routes";
import { noRoute, toMyRoute } from "./route-response";
import { MyPickups, MyPickupsQuery } from "./schemas/pickups";
import { MyRoute, MyRouteQuery } from "./schemas/routes";

export const myPickups = new Hono<SignedIn>()
  .get(
    "/",
    allow("customer", "ngo", "admin"),
    query(MyPickupsQuery),
    answers("A customer's pickups, the latest slot first", { 200: MyPickups }),
    async (c) => {
      const deps = c.get("deps");
      const { replica, now } = deps;
      const { status, date_from, date_to, customer_id, ...page } = c.req.valid("query");
      const customerId = customerOf(c.get("principal"), customer_id);
      if (!customerId.ok) return refuse(c, customerId.error);
      if (date_from !== undefined && date_to !== undefined && date_from > date_to) {
        return refuse(c, invalid("date_to", "Must not be before date_from"));
      }
      const access = accessOf(deps, actorOf(c), { action: "list", customerId: customerId.value });
      const filter = { customerId: customerId.value, status, from: date_from, to: date_to };
      const { count, rows } = await listCustomerPickups(replica, filter, pageRequest(page), access);
      const results = rows.map(({ pickup, listing, business, location }) => ({
        id: pickup.id,
        confirmation_code: pickup.confirmationCode,
        food_listing: listing,
        business: { name: business.name, logo: business.logo },
        scheduled_date: pickup.date,
        scheduled_time: `${pickup.startTime}-${pickup.endTime}`,
        location,
        status: pickup.status,
        is_upcoming: isLive(pickup) && pickup.endsAt > now,
        is_today: pickup.date === localDate(now, business.timezone),
        can_cancel: canCancel(pickup, "customer", now),
        time_until_pickup: durationInWords(pickup.startsAt - now),
        created_at: isoInstant(pickup.createdAt),
      }));
      return c.json(paginated(c, pageRequest(page), count, results), 200);
    },
  )
  .get(
    "/route",
    allow("customer", "ngo", "admin"),
    query(MyRouteQuery),
    mayRefuse(422),
    answers("The best way round a day's pickups", { 200: MyRoute }),
    async (c) => {
      const deps = c.get("deps");
      const { date = null, start_lat, start_lng, depart_at = null, customer_id } = c.req.valid("query");
      const customerId = customerOf(c.get("principal"), customer_id);
      if (!customerId.ok) return refuse(c, customerId.error);
      await auditAccess(deps, actorOf(c), { action: "list", customerId: customerId.value });
      const hasStart = start_lat !== undefined && start_lng !== undefined;
      const start = hasStart ? coordinatesOf({ latitude: start_lat, longitude: start_lng }) : null;
      const request = { customerId: customerId.value, date, start, departAt: depart_at };
      const route = await planCustomerRoute(deps, request);
      if (!route.ok) return refuse(c, route.error);
      return c.json(route.value ? toMyRoute(route.value) : noRoute, 200);
    },
  );
