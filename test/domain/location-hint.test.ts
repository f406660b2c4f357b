import { describe, expect, it } from "vitest";
import { locationHint } from "../../src/domain/location-hint";

const hintAt = (latitude: number, longitude: number) =>
  locationHint({ latitude: String(latitude), longitude: String(longitude) });

describe("the region that an object is wished for", () => {
  it.each([
    ["Pretoria", -25.7479, 28.2293, "afr"],
    ["Lagos", 6.5244, 3.3792, "afr"],
    ["Accra", 5.6037, -0.187, "afr"],
    ["Durban", -29.8587, 31.0218, "afr"],
    ["London", 51.5072, -0.1276, "weur"],
    ["Dublin", 53.3498, -6.2603, "weur"],
    ["Munich", 48.1372, 11.5755, "weur"],
    ["Warsaw", 52.2297, 21.0122, "eeur"],
    ["Prague", 50.0755, 14.4378, "eeur"],
    ["Dubai", 25.2048, 55.2708, "me"],
    ["Doha", 25.2854, 51.531, "me"],
    ["Jerusalem", 31.7683, 35.2137, "me"],
    ["São Paulo", -23.5505, -46.6333, "sam"],
    ["Caracas", 10.4806, -66.9036, "sam"],
    ["New York", 40.7128, -74.006, "enam"],
    ["Washington", 38.9072, -77.0369, "enam"],
    ["San Francisco", 37.7749, -122.4194, "wnam"],
    ["Phoenix", 33.4484, -112.074, "wnam"],
    ["Honolulu", 21.3069, -157.8583, "wnam"],
    ["Sydney", -33.8688, 151.2093, "oc"],
    ["Wellington", -41.2865, 174.7762, "oc"],
    ["Tokyo", 35.6762, 139.6503, "apac"],
    ["Mumbai", 19.076, 72.8777, "apac"],
    ["Dhaka", 23.8103, 90.4125, "apac"],
  ])("is, in %s, the region it lies in", (_, latitude, longitude, region) => {
    expect(hintAt(latitude, longitude)).toBe(region);
  });

  it("knows no edge of the map: both sides of the 180th meridian are one place", () => {
    expect(hintAt(-16.5, 179.99)).toBe("oc");
    expect(hintAt(-16.5, -179.99)).toBe("oc");
  });

  it.each([
    ["nothing is known of the place", null],
    ["it has no latitude", { latitude: null, longitude: "28.2" }],
    ["its longitude is empty", { latitude: "-25.7", longitude: " " }],
    ["its latitude is no number", { latitude: "25°S", longitude: "28.2" }],
    ["its longitude lies beyond the globe", { latitude: "-25.7", longitude: "281" }],
    ["its latitude lies beyond the pole", { latitude: "-91", longitude: "28" }],
  ])("is left to the platform where %s", (_, site) => {
    expect(locationHint(site)).toBeUndefined();
  });
});
