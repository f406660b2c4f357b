import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/config";
import { get, post } from "../support/api";
import { type PastPickup, writeHistory } from "../support/history";
import { FIRST, makePast, SECOND } from "../support/past";
import { AT_COUNTER, makeBusiness, makeListing, makePickup, makeWorld, NOW, TOMORROW } from "../support/world";

const HEADER =
  "date,time,confirmation_code,food_listing,location,status,customer_type,order_value,actual_pickup_time,customer_notes,business_notes";
const period = `start_date=${TOMORROW}&end_date=${TOMORROW}`;

describe("an export of pickups", () => {
  it("is CSV with the contract's fields, quoted, and no cell a spreadsheet would run", async () => {
    const world = await makeWorld({ listing: { name: 'Pizza "Margherita", large' } });
    const pickup = await makePickup(world, { notes: '=HYPERLINK("http://x.example";"Click")' });
    const done = { as: world.provider, now: AT_COUNTER, body: { business_notes: "Came late,\ntwo bags" } };
    await post(`complete-pickup/${pickup.id}/`, done);
    const answer = await get(`analytics/export/?${period}&format=csv`, { as: world.provider, now: NOW });
    expect(answer.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("Content-Disposition")).toBe(
      `attachment; filename="pickups-${TOMORROW}-to-${TOMORROW}.csv"`,
    );
    expect(answer.body).toBe(
      `${HEADER}\r\n${TOMORROW},17:00,${pickup.code},"Pizza ""Margherita"", large",Main Counter,completed,customer,25,${AT_COUNTER},"'=HYPERLINK(""http://x.example"";""Click"")","Came late,\ntwo bags"\r\n`,
    );
  });

  it("is JSON of the same fields, as they are", async () => {
    const world = await makeWorld();
    const pickup = await makePickup(world, { notes: "=1+1" });
    const answer = await get(`analytics/export/?${period}&format=json`, { as: world.provider, now: NOW });
    expect(answer.headers.get("Content-Disposition")).toContain(".json");
    expect(answer.body).toEqual([
      {
        date: TOMORROW,
        time: "17:00",
        confirmation_code: pickup.code,
        food_listing: "Margherita Pizza",
        location: "Main Counter",
        status: "scheduled",
        customer_type: "customer",
        order_value: 25,
        actual_pickup_time: null,
        customer_notes: "=1+1",
        business_notes: "",
      },
    ]);
  });

  it("has every pickup once and in order, however many pages it was read in", async () => {
    const { businessId, provider, locationId } = await makeBusiness();
    const listingId = await makeListing(businessId);
    const place = { locationId, listingId, status: "missed" } as const;
    const count = LIMITS.exportBatch * 2 + 3;
    const pickups = Array.from({ length: count }, (_, n): PastPickup => {
      return { ...place, date: n % 3 === 0 ? "2026-06-02" : "2026-06-01", start: n % 2 === 0 ? "17:00" : "17:30" };
    });
    await writeHistory(businessId, { slots: [], pickups });
    const stretch = "start_date=2026-06-01&end_date=2026-06-02";
    const csv = await get(`analytics/export/?${stretch}`, { as: provider, now: NOW });
    const lines = csv.body.trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(count);
    expect(new Set(lines.map((line: string) => line.split(",")[2])).size).toBe(count);
    const times = lines.map((line: string) => line.split(",").slice(0, 2).join(" "));
    expect(times).toEqual([...times].sort());
    const json = await get(`analytics/export/?${stretch}&format=json`, { as: provider, now: NOW });
    expect(json.body).toHaveLength(count);
    const one = await get("analytics/export/?start_date=2026-06-01&end_date=2026-06-01", { as: provider, now: NOW });
    expect(one.body.trimEnd().split("\r\n")).toHaveLength(
      1 + pickups.filter(({ date }) => date === "2026-06-01").length,
    );
  });

  it("adds up to the analytics of the same days", async () => {
    const { provider } = await makePast();
    const stretch = `start_date=${FIRST}&end_date=${SECOND}`;
    const { body } = await get(`analytics/export/?${stretch}&format=json`, { as: provider, now: NOW });
    const rows: { status: string; order_value: number; date: string }[] = body;
    const count = (status: string) => rows.filter((row) => row.status === status).length;
    expect([count("completed"), count("missed"), count("cancelled")]).toEqual([28, 7, 5]);
    expect(rows).toHaveLength(40);
    const value = (some: typeof rows) => some.reduce((sum, row) => sum + row.order_value, 0);
    expect(value(rows)).toBe(423.5); // 23 pizzas of 12.50 and 17 soups of 8.00
    const completed = rows.filter(({ status }) => status === "completed");
    expect(value(completed.filter(({ date }) => date === FIRST))).toBe(173);
    expect(value(completed.filter(({ date }) => date === SECOND))).toBe(136.5);
    const csv = await get(`analytics/export/?${stretch}`, { as: provider, now: NOW });
    const lines: string[] = csv.body.trimEnd().split("\r\n").slice(1);
    expect(lines.map((line) => Number(line.split(",")[7]))).toEqual(rows.map(({ order_value }) => order_value));
  });

  it("of an empty period is a header or an empty list", async () => {
    const { provider } = await makeBusiness();
    expect((await get(`analytics/export/?${period}`, { as: provider, now: NOW })).body).toBe(`${HEADER}\r\n`);
    expect((await get(`analytics/export/?${period}&format=json`, { as: provider, now: NOW })).body).toEqual([]);
  });

  it("is one's own", async () => {
    const [mine, theirs] = [await makeWorld(), await makeWorld()];
    const pickup = await makePickup(theirs);
    const answer = await get(`analytics/export/?${period}&business_id=${theirs.businessId}`, {
      as: mine.provider,
      now: NOW,
    });
    expect(answer.body).not.toContain(pickup.code);
    const bad = await get(`analytics/export/?${period}&format=xlsx`, { as: mine.provider, now: NOW });
    expect(bad).toMatchObject({ status: 400, body: { error: { details: { format: ["Must be csv or json"] } } } });
  });

  it("is on record before it is answered: who took which business's pickups, from which day on", async () => {
    const world = await makeWorld();
    const headers = { "User-Agent": "office/1", "CF-Connecting-IP": "203.0.113.7" };
    const answer = await get(`analytics/export/?${period}`, { as: world.provider, now: NOW, headers });
    const { results } = await env.DB.prepare("SELECT * FROM access_log WHERE business_id = ?")
      .bind(world.businessId)
      .all();
    expect(results).toEqual([
      {
        id: expect.any(String),
        action: "export",
        pickup_id: null,
        business_id: world.businessId,
        customer_id: null,
        date: TOMORROW,
        until: TOMORROW,
        outcome: null,
        user_id: world.provider.id,
        role: "provider",
        at: Date.parse(NOW),
        ip: "203.0.113.7",
        user_agent: "office/1",
        request_id: answer.headers.get("X-Request-Id"),
      },
    ]);
  });
});
