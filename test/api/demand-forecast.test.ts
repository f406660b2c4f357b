import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { rollUpDays } from "../../src/db/analytics";
import { primary } from "../../src/db/client";
import { addDays, weekdayIndex } from "../../src/domain/time";
import { type Caller, get, post } from "../support/api";
import { type PastPickup, type PastSlot, writeHistory } from "../support/history";
import { deliver, heldQueue } from "../support/queue";
import { freshId, mainCounter, makeBusiness, makeListing, NOW, type WorldOptions } from "../support/world";

const YESTERDAY = "2026-06-24";
const DAYS = 70;

/** Weekdays want twice as much at 17:00 as weekends, and little at 12:00. */
async function makePast(days = DAYS, options: WorldOptions = {}) {
  const owner = await makeBusiness(options);
  const pizza = await makeListing(owner.businessId, { category: "pizza" });
  const soup = await makeListing(owner.businessId, { name: "Soup", category: "soup" });
  const slots: PastSlot[] = [];
  const pickups: PastPickup[] = [];
  for (let n = 0; n < days; n += 1) {
    const date = addDays(YESTERDAY, -n);
    const isWeekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    const place = { date, locationId: owner.locationId };
    slots.push({ ...place, start: "17:00", capacity: 10, listings: { [pizza]: 10 } });
    slots.push({ ...place, start: "12:00", capacity: 5, listings: { [soup]: 5 } });
    for (let k = 0; k < (isWeekend ? 3 : 6); k += 1) {
      pickups.push({ ...place, start: "17:00", listingId: pizza, status: "completed" });
    }
    if (n % 7 === 0) pickups.push({ ...place, start: "12:00", listingId: soup, status: "missed" });
    pickups.push({ ...place, start: "17:00", listingId: pizza, status: "cancelled" });
  }
  await writeHistory(owner.businessId, { slots, pickups });
  const dates = Array.from({ length: days }, (_, n) => addDays(YESTERDAY, -n));
  await rollUpDays(primary(env), owner.businessId, dates, Date.parse(NOW));
  return owner;
}

/** Pizza at the main counter and soup at another, Monday to Friday. */
async function makeWorkdays() {
  const owner = await makeBusiness();
  const body = { ...mainCounter, name: "Soup Counter" };
  const soupCounter: string = (await post("pickup-locations/", { as: owner.provider, now: NOW, body })).body.id;
  const pizza = await makeListing(owner.businessId, { category: "pizza" });
  const soup = await makeListing(owner.businessId, { name: "Soup", category: "soup" });
  const dates = Array.from({ length: DAYS }, (_, n) => addDays(YESTERDAY, -n)).filter((date) => weekdayIndex(date) < 5);
  const offers = dates.flatMap((date) => [
    { date, start: "17:00", locationId: owner.locationId, listingId: pizza },
    { date, start: "12:00", locationId: soupCounter, listingId: soup },
  ]);
  await writeHistory(owner.businessId, {
    slots: offers.map(({ listingId, ...offer }) => ({ ...offer, capacity: 10, listings: { [listingId]: 10 } })),
    pickups: offers.map((offer) => ({ ...offer, status: "completed" })),
  });
  await rollUpDays(primary(env), owner.businessId, dates, Date.parse(NOW));
  return { ...owner, soupCounter };
}

const train = async (businessId: string, bindings?: Record<string, unknown>, now = NOW) => {
  const message = { job: "train-forecast", at: Date.parse(now), businessId };
  const delivered = await deliver("jobs", [message], { bindings: { ...env, ...bindings } as Env });
  expect(delivered.acked).toEqual([0]);
};
const forecast = (as: Caller, rest = "", overrides = {}) =>
  get(`demand-forecast/?${rest}`, { as, now: NOW, ...overrides });

describe("the demand forecast of a business", () => {
  let past: Awaited<ReturnType<typeof makePast>>;

  beforeAll(async () => {
    past = await makePast();
    await train(past.businessId);
  });

  it("tells each hour's expectation, its model and how well that did", async () => {
    const { body } = await forecast(past.provider); // 26 June 2026 is a Friday
    expect(body).toMatchObject({ date: "2026-06-26", is_fallback: false, data_quality: "sufficient", reason: null });
    const at = (hour: string) => body.hours.find((one: { hour: string }) => one.hour === hour);
    expect(at("17:00").expected).toBeGreaterThan(5);
    expect(at("17:00").expected).toBeLessThan(7);
    expect(at("12:00").expected).toBeLessThan(1.5);
    expect(at("17:00").p90).toBeGreaterThanOrEqual(6);
    expect(body.history).toEqual({ from: "2026-04-16", to: YESTERDAY, days: DAYS, pickups: 370 });
    expect(body.wape).toBeLessThanOrEqual(body.naive_wape);
    expect(body.back_tests).toBeGreaterThanOrEqual(4);
  });

  it("knows the weekdays", async () => {
    const { body } = await forecast(past.provider, "date=2026-06-28"); // Sunday
    const evening = body.hours.find(({ hour }: { hour: string }) => hour === "17:00");
    expect(evening.expected).toBeGreaterThan(2);
    expect(evening.expected).toBeLessThan(4);
  });

  it("may be of one category and of one location, and falls back to all for a category never seen", async () => {
    const soup = await forecast(past.provider, `category=soup&location_id=${past.locationId}`);
    expect(soup.body.hours.filter(({ expected }: { expected: number | null }) => expected !== null)).toHaveLength(1);
    const sushi = await forecast(past.provider, "category=sushi");
    expect(sushi.body).toMatchObject({ is_fallback: true, category: "sushi" });
    expect(sushi.body.hours).toEqual((await forecast(past.provider)).body.hours);
  });

  it("is none where nothing was ever offered, and says where that is", async () => {
    const made = await post("pickup-locations/", {
      as: past.provider,
      now: NOW,
      body: { ...mainCounter, name: "New" },
    });
    for (const rest of ["", "&category=soup", "&category=sushi"]) {
      const { body } = await forecast(past.provider, `location_id=${made.body.id}${rest}`);
      const reason = "Nothing was ever offered at this location";
      expect(body).toMatchObject({ hours: [], data_quality: "insufficient", is_fallback: false, reason });
      expect([body.model, body.wape, body.naive_wape, body.trained_at]).toEqual([null, null, null, null]);
    }
  });

  it("is learned once the days are summed up", async () => {
    const { sent, queue } = heldQueue<object>();
    const run = { at: Date.parse(NOW), businessId: past.businessId };
    await deliver("jobs", [{ ...run, job: "roll-up-analytics" }], { bindings: { ...env, JOBS: queue } });
    expect(sent.map(({ body }) => body)).toEqual([{ ...run, job: "train-forecast" }]);
  });

  it("is nobody else's", async () => {
    const other = await makeBusiness();
    const foreign = await forecast(other.provider, `location_id=${past.locationId}`);
    expect(foreign).toMatchObject({ status: 400, body: { error: { code: "INVALID_LOCATION" } } });
    expect((await forecast(other.provider, `business_id=${past.businessId}`)).body.model).toBeNull();
    const admin: Caller = { role: "admin", id: freshId("admin") };
    expect((await forecast(admin, `business_id=${past.businessId}`)).body.model).not.toBeNull();
    expect((await forecast(admin)).status).toBe(400);
  });

  it("ends where what was learned ends, and says so", async () => {
    const { body } = await forecast(past.provider, "date=2026-09-01");
    expect(body).toMatchObject({ hours: [], data_quality: "insufficient" });
    expect(body.reason).toContain("2026-06-25 to 2026-07-22");
  });

  it("is not there while the switch is off, and nothing is learned then", async () => {
    const off = { DEMAND_FORECASTING_ENABLED: "false" };
    const { body } = await forecast(past.provider, "", { env: off });
    expect(body).toMatchObject({ hours: [], model: null, data_quality: "disabled" });
    const other = await makePast(20);
    await train(other.businessId, off);
    expect((await forecast(other.provider)).body.reason).toContain("Nothing was learned yet");
  });
});

describe("the forecast of a business that does not offer all of its categories everywhere and every day", () => {
  const reasonOn = async (owner: Workdays, rest: string) => {
    const { body } = await forecast(owner.provider, rest);
    return [body.data_quality, body.model, body.reason];
  };
  type Workdays = Awaited<ReturnType<typeof makeBusiness>>;
  let owner: Workdays;
  let soupCounter: string;

  beforeAll(async () => {
    ({ soupCounter, ...owner } = await makeWorkdays());
    await train(owner.businessId);
  });

  it.each([
    ["date=2026-06-28", "Nothing was ever offered on this weekday"],
    ["date=2026-06-28&category=sushi", "Nothing was ever offered on this weekday"],
    ["date=2026-06-28&category=soup", "Nothing of this category was ever offered on this weekday"],
  ])("says for %s: %s", async (rest, reason) => {
    expect(await reasonOn(owner, rest)).toEqual(["insufficient", null, reason]);
  });

  it("says so of a location too", async () => {
    const place = `location_id=${soupCounter}`;
    const nothing = "Nothing was ever offered at this location on this weekday";
    expect(await reasonOn(owner, `${place}&date=2026-06-28`)).toEqual(["insufficient", null, nothing]);
    const noPizza = "Nothing of this category was ever offered at this location";
    expect(await reasonOn(owner, `${place}&category=pizza`)).toEqual(["insufficient", null, noPizza]);
    expect((await forecast(owner.provider, place)).body).toMatchObject({ data_quality: "sufficient", reason: null });
  });
});

describe("hours of opening", () => {
  const business = { operating_hours: { friday: "10:30-13:15", saturday: "08:00-22:00" } };
  const hoursOf = async (as: Caller, rest: string) => {
    const { body } = await forecast(as, rest);
    return body.hours.map(({ hour, expected, p90 }: { hour: string; expected: number | null; p90: number | null }) => {
      expect(expected === null).toBe(p90 === null);
      return `${hour} ${expected === null ? "unknown" : "known"}`;
    });
  };

  it("are listed without a number where nothing was offered, beside those of an offer", async () => {
    const past = await makePast(DAYS, { business });
    await train(past.businessId);
    const friday = ["10:00 unknown", "11:00 unknown", "12:00 known", "13:00 unknown", "17:00 known"];
    expect(await hoursOf(past.provider, "")).toEqual(friday);
    expect(await hoursOf(past.provider, `location_id=${past.locationId}`)).toEqual(friday);
    expect(await hoursOf(past.provider, "date=2026-06-28")).toEqual(["12:00 known", "17:00 known"]);
  });

  it("are a location's own when it has any", async () => {
    const past = await makePast(DAYS, { business, location: { operating_hours: { friday: "11:00-12:00" } } });
    await train(past.businessId);
    const place = `location_id=${past.locationId}`;
    expect(await hoursOf(past.provider, place)).toEqual(["11:00 unknown", "12:00 known", "17:00 known"]);
    expect(await hoursOf(past.provider, `${place}&date=2026-06-27`)).toEqual(["12:00 known", "17:00 known"]);
    expect(await hoursOf(past.provider, "")).toHaveLength(5);
  });
});

describe("a training", () => {
  const learned = async (owner: { provider: Caller }, now: string) => {
    const { body } = await forecast(owner.provider, "date=2026-06-26", { now });
    return [body.trained_at, body.history.to];
  };

  it("takes the place of an older one, and not that of a newer one that it comes after", async () => {
    const past = await makePast();
    const nextDay = "2026-06-26T08:00:00Z";
    await train(past.businessId);
    expect(await learned(past, nextDay)).toEqual([NOW, YESTERDAY]);
    await train(past.businessId, undefined, nextDay);
    expect(await learned(past, nextDay)).toEqual([nextDay, "2026-06-25"]);
    await train(past.businessId);
    expect(await learned(past, nextDay)).toEqual([nextDay, "2026-06-25"]);
  });

  it.each([
    ["Pacific/Kiritimati", "2026-06-25T12:00:00Z", "2026-06-25", "2026-06-27"],
    ["America/Los_Angeles", "2026-06-25T05:00:00Z", "2026-06-23", "2026-06-25"],
  ])("and tomorrow go by the day in %s at %s", async (timezone, now, lastDay, tomorrow) => {
    const past = await makePast(DAYS, { timezone });
    await train(past.businessId, undefined, now);
    expect((await learned(past, now))[1]).toBe(lastDay);
    expect((await forecast(past.provider, "", { now })).body.date).toBe(tomorrow);
  });
});

describe("a business with a long history", () => {
  it("has a year of it learned from, to the day", async () => {
    const past = await makePast();
    const listing = await makeListing(past.businessId);
    const dates = [364, 365].map((days) => addDays(YESTERDAY, -days));
    const offers = dates.map((date) => ({ date, start: "17:00", locationId: past.locationId }));
    await writeHistory(past.businessId, {
      slots: offers.map((offer) => ({ ...offer, capacity: 10, listings: { [listing]: 10 } })),
      pickups: offers.map((offer) => ({ ...offer, listingId: listing, status: "completed" })),
    });
    await rollUpDays(primary(env), past.businessId, dates, Date.parse(NOW));
    await train(past.businessId);
    const { body } = await forecast(past.provider);
    expect(body.history).toEqual({ from: dates[0], to: YESTERDAY, days: DAYS + 1, pickups: 371 });
  });
});

describe("a business without enough history", () => {
  it.each([
    ["that nothing is known of", 0, "Nothing was learned yet"],
    ["of two days", 2, "pickups in the last 90 days; 50 are needed"],
  ])("%s gets no forecast but the reason", async (_, days, reason) => {
    const past = days === 0 ? await makeBusiness() : await makePast(days);
    if (days > 0) await train(past.businessId);
    const { body } = await forecast(past.provider);
    expect(body).toMatchObject({ hours: [], model: null, wape: null, data_quality: "insufficient" });
    expect(body.reason).toContain(reason);
  });
});
