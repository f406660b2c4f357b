/**
 * Keeps the pages usable without a network. Pages come from the network while it answers in time, else as last seen;
 * hashed assets from the cache, for ever. Calls of the API are never kept.
 */
declare const self: ServiceWorkerGlobalScope;

export type {};

const CACHE = "pages-1";
/** What works offline, and what each needs besides the assets that its HTML names. */
const PAGES = ["/counter/", "/book/"];
/** Those of a few releases. */
const MAX_ASSETS = 150;
const NETWORK_TIMEOUT_MS = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(PAGES.map(keepPage)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOtherCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(fromNetwork(event, pathname));
});

/** A page with every asset that its HTML names. */
async function keepPage(path: string): Promise<void> {
  const cache = await caches.open(CACHE);
  const response = await fetch(path, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  const html = await response.clone().text();
  const assets = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, asset]) => asset ?? "");
  await Promise.all(assets.map(async (asset) => (await cache.match(asset)) ?? cache.add(asset)));
  await cache.put(path, response);
}

async function fromNetwork(event: FetchEvent, path: string): Promise<Response> {
  try {
    const response = await fetch(event.request, { signal: AbortSignal.timeout(NETWORK_TIMEOUT_MS) });
    // A new release brings new assets: kept with their page, so that the next outage finds both.
    if (response.ok) event.waitUntil(keepPage(path).catch(() => undefined));
    return response;
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(path);
    if (kept) return kept;
    throw error;
  }
}

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    await forgetOldest(cache);
  }
  return response;
}

/** Each release leaves files behind. What is thrown away too early is fetched again when its page is next opened. */
async function forgetOldest(cache: Cache): Promise<void> {
  const assets = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith("/assets/"));
  await Promise.all(assets.slice(0, -MAX_ASSETS).map((asset) => cache.delete(asset)));
}

async function forgetOtherCaches(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}
