import { describe, expect, it } from "vitest";
import { call, get } from "../support/api";
import { freshId, makeWorld, NOW } from "../support/world";

const SITE = "https://app.savenbite.example";
const configured = { CORS_ORIGINS: `${SITE}, https://counter.savenbite.example` };

describe("browsers", () => {
  it("may call from a configured site", async () => {
    const answer = await get("public/locations/nobody/", { headers: { Origin: SITE }, env: configured });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(SITE);
    expect(answer.headers.get("Access-Control-Expose-Headers")).toContain("Retry-After");
    expect(answer.headers.get("Access-Control-Expose-Headers")).toContain("x-d1-bookmark");
  });

  it.each(["https://evil.example", "null", `${SITE}.evil.example`])("may not call from %s", async (origin) => {
    const answer = await get("public/locations/nobody/", { headers: { Origin: origin }, env: configured });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("may call from nowhere else while no site is configured", async () => {
    const answer = await get("public/locations/nobody/", { headers: { Origin: SITE } });
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("are told before they ask what they may send", async () => {
    const headers = { Origin: SITE, "Access-Control-Request-Method": "POST" };
    const answer = await call("OPTIONS", "schedule/", { headers, env: configured });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("Access-Control-Allow-Methods")).toContain("POST");
    expect(answer.headers.get("Access-Control-Allow-Headers")).toContain("Idempotency-Key");
    expect(answer.headers.get("Access-Control-Allow-Headers")).toContain("x-d1-bookmark");
  });
});

describe("a body that nests without end", () => {
  it("is refused before it can exhaust anything", async () => {
    const as = { role: "customer", id: freshId("customer") } as const;
    const body = `{"customer_notes": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const answer = await call("POST", "schedule/", { as, body });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { details: { body: [expect.stringContaining("nest")] } } },
    });
  });
});

describe("every answer", () => {
  it("is kept by no cache and read as what it says it is", async () => {
    const world = await makeWorld();
    const as = { role: "customer", id: freshId("customer") } as const;
    for (const path of [`available-slots/?food_listing_id=${world.listingId}`, "my-pickups/", "nothing-here/"]) {
      const { headers } = await get(path, { as, now: NOW });
      expect(headers.get("Cache-Control"), path).toBe("private, no-store");
      expect(headers.get("X-Content-Type-Options"), path).toBe("nosniff");
      expect(headers.get("Referrer-Policy"), path).toBe("no-referrer");
      expect(headers.get("X-Frame-Options"), path).toBe("SAMEORIGIN");
    }
  });
});
