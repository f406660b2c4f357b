/** The API's schemas lead to the Worker's configuration. Pages take types alone from there, and have no bindings. */
interface Env {
  [variable: string]: string;
}
type SendEmail = never;
