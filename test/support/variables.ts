/** Variables of the Worker under test. Worthless secrets, made up for this purpose. */
const key = (char: string) => btoa(char.repeat(32));

export const testVariables = {
  JWT_SECRET: "test-secret-test-secret-test-secret-00",
  JWT_ISSUER: "save-n-bite-test",
  JWT_AUDIENCE: "save-n-bite-scheduling",
  EVENTS_SECRET: `whsec_${btoa("events-secret-of-the-tests-00000")}`,
  QR_SECRET: `q1:${key("q")}`,
  ENCRYPTION_KEY: `e1:${key("e")}`,
  LOCAL_CLOCK: "allow",
  METRICS_TOKEN: "metrics-token-of-the-tests-00000",
  // Nobody carries push messages, whatever a developer's `.dev.vars` says.
  VAPID_PUBLIC_KEY: "",
  VAPID_PRIVATE_KEY: "",
  VAPID_SUBJECT: "",
};
