/** By name, so that a bundle leaves out what else the library can do: an `import()` of the library itself keeps all of it. */
export { parsePhoneNumberFromString } from "libphonenumber-js/min";
