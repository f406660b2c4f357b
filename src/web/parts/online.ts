/** Whether the network is there, as far as the browser and our own calls can tell. */
import { signal } from "@preact/signals";

export const isOnline = signal(navigator.onLine);

addEventListener("online", () => {
  isOnline.value = true;
});
addEventListener("offline", () => {
  isOnline.value = false;
});
