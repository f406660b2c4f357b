/** Installs the service worker, which keeps the counter and the booking page usable without a network. */
export function keepOffline(): void {
  navigator.serviceWorker?.register("/sw.js").catch(() => {
    // A private window may forbid it: the page works all the same, but only online.
  });
}
