/** Where what the service sends out goes: nobody listens at these addresses. */
export const SILENT_URL = "http://127.0.0.1:9/";
/** Browsers' push services are https. */
export const SILENT_PUSH_URL = "https://127.0.0.1:9/";

/** Of each caller, so that what one subscribed can be ended. */
export const BROWSERS = 2;

/** A point of P-256 and a secret, as a browser makes them. */
export const BROWSER_KEYS = {
  p256dh: "BNdQC-QOR0vsTM40cL5c7mxPxQ1m8cumXzNF0ijIM_SJgYGjZZOT6y93iDDcLhw4TV16_s94MhEQPOGE2VbXo_s",
  auth: "AAAAAAAAAAAAAAAAAAAAAA",
};
