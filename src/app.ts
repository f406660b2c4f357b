/** The HTTP application: what every request passes through, then one line a resource. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { admin } from "./api/admin";
import { alerts } from "./api/alerts";
import { analytics } from "./api/analytics";
import { audit } from "./api/audit";
import { availableSlots } from "./api/available-slots";
import { completions } from "./api/complete-pickup";
import { demandForecast } from "./api/demand-forecast";
import { events } from "./api/events";
import { generateTimeSlots } from "./api/generate-time-slots";
import { health } from "./api/health";
import { live } from "./api/live";
import { metrics } from "./api/metrics";
import { myPickups } from "./api/my-pickups";
import { notifications } from "./api/notifications";
import { optimization } from "./api/optimization";
import { orders } from "./api/orders";
import { pickupLocations } from "./api/pickup-locations";
import { pickupSchedules } from "./api/pickup-schedules";
import { pickups } from "./api/pickups";
import { privacy } from "./api/privacy";
import { publicLocations } from "./api/public-locations";
import { pushKey } from "./api/push-key";
import { pushSubscriptions } from "./api/push-subscriptions";
import { qr } from "./api/qr";
import { forgetAvailability } from "./api/recent-availability";
import { schedule } from "./api/schedule";
import { scheduleOverview } from "./api/schedule-overview";
import { sendReminders } from "./api/send-reminders";
import { verifyCode } from "./api/verify-code";
import { webhooks } from "./api/webhooks";
import { LIMITS } from "./config";
import { BOOKMARK_HEADER } from "./http/bookmark-header";
import type { AppEnv } from "./http/context";
import { onError, onNotFound, refuse } from "./http/errors";
import { describeApi } from "./http/openapi";
import { requestContext } from "./http/request-context";
import { requestMetrics } from "./http/request-metrics";
import { sieveAnonymous } from "./http/sieve";

const CORS_MAX_AGE_SECONDS = 600;

/** Without those that say something to a browser only of a document that it opens. */
const SECURE_HEADERS = {
  crossOriginResourcePolicy: "cross-origin",
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

const limitBody = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) => refuse(c, { kind: "validation", details: { body: [`Must be at most ${maxSize / 1_024} KB`] } }),
  });
const eventBodies = limitBody(LIMITS.eventBodyBytes);
const otherBodies = limitBody(LIMITS.bodyBytes);

export function createApp() {
  // Not strict: every path works with and without its trailing slash.
  const app = new Hono<AppEnv>({ strict: false });
  app.onError(onError);
  app.notFound(onNotFound);
  app.use(requestContext);
  app.use("/api/*", requestMetrics);
  app.use("/api/*", secureHeaders(SECURE_HEADERS));
  const crossOrigin = cors({
    origin: (origin, c) => (c.get("deps").config.corsOrigins.includes(origin) ? origin : null),
    allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", BOOKMARK_HEADER],
    allowMethods: ["GET", "POST", "PATCH", "DELETE"],
    exposeHeaders: ["ETag", "X-Request-Id", "Retry-After", "Idempotency-Replayed", BOOKMARK_HEADER],
    maxAge: CORS_MAX_AGE_SECONDS,
  });
  // Apps and same-origin pages name no origin, and there is nothing to find out.
  app.use("/api/*", (c, next) => (c.req.header("Origin") === undefined ? next() : crossOrigin(c, next)));
  app.use("/api/*", sieveAnonymous);
  app.use("/api/*", async (c, next) => {
    await next();
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "private, no-store");
  });
  app.use("/api/*", async (c, next) => {
    await next();
    if (c.req.method === "GET" || c.get("changedSlotsOf") === null) return;
    forgetAvailability(c.env, c.get("sessions").reached(), c.get("changedSlotsOf") ?? undefined);
  });
  app.use("/api/*", (c, next) =>
    (c.req.path.startsWith("/api/scheduling/events") ? eventBodies : otherBodies)(c, next),
  );

  const routes = app
    .basePath("/api/scheduling")
    .route("/pickup-locations", pickupLocations)
    .route("/pickup-schedules", pickupSchedules)
    .route("/generate-time-slots", generateTimeSlots)
    .route("/schedule-overview", scheduleOverview)
    .route("/verify-code", verifyCode)
    .route("/complete-pickup", completions)
    .route("/available-slots", availableSlots)
    .route("/live", live)
    .route("/schedule", schedule)
    .route("/my-pickups", myPickups)
    .route("/pickups", pickups)
    .route("/orders", orders)
    .route("/send-reminders", sendReminders)
    .route("/notifications", notifications)
    .route("/public/locations", publicLocations)
    .route("/qr", qr)
    .route("/push-key", pushKey)
    .route("/push-subscriptions", pushSubscriptions)
    .route("/webhooks", webhooks)
    .route("/events", events)
    .route("/privacy", privacy)
    .route("/health", health)
    .route("/metrics", metrics)
    .route("/analytics", analytics)
    .route("/demand-forecast", demandForecast)
    .route("/optimization", optimization)
    .route("/audit", audit)
    .route("/admin", admin)
    .route("/admin/alerts", alerts);

  let description: object | undefined;
  app.get("/openapi.json", (c) => {
    description ??= describeApi(app);
    return c.json(description);
  });
  return { app, routes };
}

export const { app, routes } = createApp();

/** For `hc<AppType>()` of hono/client. */
export type AppType = typeof routes;
