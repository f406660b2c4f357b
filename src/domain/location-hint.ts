/**
 * In which of the regions that Cloudflare names for Durable Objects ("Data location") a place lies: that of the nearest of
 * these cities. They are chosen so that the borders between regions run about where those of the continents do.
 */
import { type Coordinates, coordinatesOf } from "./coordinates";

export type LocationHint = "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me";

/** Latitude and longitude. */
type Point = readonly [number, number];

const CITIES: Record<LocationHint, readonly Point[]> = {
  // Seattle, San Francisco, Los Angeles, Denver, Calgary, Mexico City
  wnam: [
    [47.6, -122.3],
    [37.8, -122.4],
    [34.1, -118.2],
    [39.7, -105.0],
    [51.0, -114.1],
    [19.4, -99.1],
  ],
  // New York, Toronto, Chicago, Atlanta, Dallas, Miami
  enam: [
    [40.7, -74.0],
    [43.7, -79.4],
    [41.9, -87.6],
    [33.7, -84.4],
    [32.8, -96.8],
    [25.8, -80.2],
  ],
  // Bogotá, Lima, Santiago, Buenos Aires, São Paulo, Recife
  sam: [
    [4.7, -74.1],
    [-12.0, -77.0],
    [-33.4, -70.7],
    [-34.6, -58.4],
    [-23.6, -46.6],
    [-8.0, -34.9],
  ],
  // Lisbon, Madrid, London, Paris, Frankfurt, Berlin, Milan, Rome, Copenhagen, Oslo
  weur: [
    [38.7, -9.1],
    [40.4, -3.7],
    [51.5, -0.1],
    [48.9, 2.4],
    [50.1, 8.7],
    [52.5, 13.4],
    [45.5, 9.2],
    [41.9, 12.5],
    [55.7, 12.6],
    [59.9, 10.8],
  ],
  // Vienna, Warsaw, Belgrade, Athens, Bucharest, Istanbul, Kyiv, Helsinki, Moscow
  eeur: [
    [48.2, 16.4],
    [52.2, 21.0],
    [44.8, 20.5],
    [38.0, 23.7],
    [44.4, 26.1],
    [41.0, 29.0],
    [50.5, 30.5],
    [60.2, 24.9],
    [55.8, 37.6],
  ],
  // Karachi, Delhi, Mumbai, Chennai, Almaty, Bangkok, Singapore, Jakarta, Hong Kong, Manila, Beijing, Seoul, Tokyo
  apac: [
    [24.9, 67.0],
    [28.6, 77.2],
    [19.1, 72.9],
    [13.1, 80.3],
    [43.2, 76.9],
    [13.8, 100.5],
    [1.4, 103.8],
    [-6.2, 106.8],
    [22.3, 114.2],
    [14.6, 121.0],
    [39.9, 116.4],
    [37.6, 127.0],
    [35.7, 139.7],
  ],
  // Perth, Adelaide, Sydney, Brisbane, Port Moresby, Auckland, Suva
  oc: [
    [-32.0, 115.9],
    [-34.9, 138.6],
    [-33.9, 151.2],
    [-27.5, 153.0],
    [-9.4, 147.2],
    [-36.8, 174.8],
    [-18.1, 178.4],
  ],
  // Casablanca, Algiers, Tunis, Dakar, Lagos, Khartoum, Addis Ababa, Nairobi, Kinshasa, Luanda, Harare, Johannesburg,
  // Cape Town, Antananarivo
  afr: [
    [33.6, -7.6],
    [36.8, 3.1],
    [36.8, 10.2],
    [14.7, -17.4],
    [6.5, 3.4],
    [15.5, 32.5],
    [9.0, 38.8],
    [-1.3, 36.8],
    [-4.3, 15.3],
    [-8.8, 13.2],
    [-17.8, 31.1],
    [-26.2, 28.0],
    [-33.9, 18.4],
    [-18.9, 47.5],
  ],
  // Tel Aviv, Amman, Baghdad, Jeddah, Riyadh, Kuwait, Dubai, Muscat, Tehran
  me: [
    [32.1, 34.8],
    [32.0, 35.9],
    [33.3, 44.4],
    [21.5, 39.2],
    [24.7, 46.7],
    [29.4, 48.0],
    [25.2, 55.3],
    [23.6, 58.4],
    [35.7, 51.4],
  ],
};

type Vector = readonly [number, number, number];

/** On the unit sphere, where the nearer of two points is the one with the larger dot product. */
function vectorOf({ latitude, longitude }: Coordinates): Vector {
  const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const ANCHORS = Object.entries(CITIES).flatMap(([hint, points]) =>
  points.map(([latitude, longitude]) => ({ hint: hint as LocationHint, at: vectorOf({ latitude, longitude }) })),
);

/** A place as it is stored, in decimal text; null where nothing is known of it. */
export type Site = { latitude: string | null; longitude: string | null } | null;

/** Undefined where the site has no coordinates, or none that can be read. */
export function locationHint(site: Site): LocationHint | undefined {
  if (!site?.latitude?.trim() || !site.longitude?.trim()) return undefined;
  const here = coordinatesOf({ latitude: site.latitude, longitude: site.longitude });
  if (!(Math.abs(here.latitude) <= 90 && Math.abs(here.longitude) <= 180)) return undefined;
  const at = vectorOf(here);
  return ANCHORS.reduce((nearest, anchor) => (dot(at, anchor.at) > dot(at, nearest.at) ? anchor : nearest)).hint;
}
