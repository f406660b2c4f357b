/** What the Worker under test and the providers' servers agree on. Worthless, made up for this purpose. */
export const providerSecrets = {
  emailKey: "re_test_key",
  emailFrom: "Save n Bite <pickups@scheduling.test>",
  twilioSid: "AC00000000000000000000000000000000",
  twilioToken: "test-token",
  twilioFrom: "+15005550006",
  vapidPublicKey: "BIcYajucwEDi58exNlzEmXjwbM_rStKxyVu7HNtWl91_7kdw_hjmFCEwZgbRlF3V652MmvgVWTdWqXtVxuhEXB0",
  vapidPrivateKey: "dGVzdC1vbmx5LXZhcGlkLWtleS0wMDAwMDAwMDAwMDA",
  vapidSubject: "mailto:pickups@scheduling.test",
};

/** Where browsers believe their push service to be; the tests' server answers in its place. */
export const PUSH_ORIGIN = "https://push.scheduling.test";
