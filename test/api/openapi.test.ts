import { exports } from "cloudflare:workers";
import { hc } from "hono/client";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppType, app } from "../../src/app";
import { type Answer, BASE, get, operations, tokenFor } from "../support/api";
import { freshId, makeWorld, NOW, TOMORROW } from "../support/world";

let document: Answer["body"];
beforeAll(async () => {
  document = (await get("/openapi.json")).body;
});

const printed = (path: string) => `${path.replace(/:(\w+)/g, "{$1}")}/`;

describe("the API's description", () => {
  it("is OpenAPI 3.1 and misses no route", () => {
    expect(document.openapi).toBe("3.1.0");
    const routes = app.routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"));
    for (const { method, path } of routes) {
      expect(document.paths[printed(path)]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
    expect(operations.length).toBe(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size);
  });

  it("states for each operation its success, its refusals, its parameters and who may call", () => {
    for (const { method, path, roles, body, query } of operations) {
      const operation = document.paths[printed(path)][method.toLowerCase()];
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => status.startsWith("2")),
        `${method} ${path} succeeds`,
      ).toBe(true);
      expect(statuses).toEqual(expect.arrayContaining(["400", "429", "500", "503"]));
      expect(statuses.includes("409"), `${method} ${path} takes seats`).toBe(path.endsWith("/schedule"));
      if (path.includes(":")) expect(statuses).toContain("404");
      const isTour = /\/(route|optimization)$/.test(path); // of at most so many stops
      expect(statuses.includes("422"), `${method} ${path} takes an Idempotency-Key`).toBe(
        roles !== undefined && (method !== "GET" || isTour),
      );
      expect(statuses.includes("401")).toBe(roles !== undefined || /\/(events|metrics)$/.test(path));
      if (!roles) expect(operation.security).toEqual([]);
      if (body) expect(operation.requestBody.content["application/json"].schema).toBeDefined();
      const named = (place: string) =>
        operation.parameters.flatMap((parameter: { in: string; name: string }) =>
          parameter.in === place ? [parameter.name] : [],
        );
      expect(named("path")).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      if (query) expect(named("query").length).toBeGreaterThan(0);
      expect(named("header")).toEqual(["x-d1-bookmark"]);
      for (const answer of Object.values<{ headers: object }>(operation.responses)) {
        expect(Object.keys(answer.headers)).toEqual(["x-d1-bookmark"]);
      }
      expect(operation.summary, `${method} ${path} has a summary`).toBeTruthy();
    }
  });

  it("gives each operation an id of its own", () => {
    const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("points only at schemas that it contains", () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(document.components.schemas[name ?? ""], name).toBeDefined();
    }
  });

  it("is what typed clients see: a call type-checks, runs and answers", async () => {
    const world = await makeWorld();
    const token = await tokenFor({ role: "customer", id: freshId("customer") });
    const client = hc<AppType>(BASE, {
      fetch: (input: RequestInfo | URL, init?: RequestInit) => exports.default.fetch(new Request(input, init)),
      headers: { Authorization: `Bearer ${token}`, "X-Now": NOW },
    });
    const answer = await client.api.scheduling["available-slots"].$get({
      query: { food_listing_id: world.listingId, date: TOMORROW },
    });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    const { available_slots } = await answer.json();
    const [first] = available_slots;
    const startTime: string | undefined = first?.start_time;
    expect(startTime).toBe("17:00");
  });
});
