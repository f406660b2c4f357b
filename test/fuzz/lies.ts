/** True answers with something wrong put into them. A judge that lets one pass proves nothing. */
import { leaksIn } from "../support/log-leaks.ts";
import { type Caller, nobody } from "./callers.ts";
import { judge } from "./checks.ts";
import type { Surroundings } from "./fuzzer.ts";
import type { Answer, Wire } from "./server.ts";
import type { Signature } from "./signing.ts";

const BASE = "/api/scheduling";

interface Lie {
  name: string;
  caller: Caller;
  wire: Wire;
  answer: Answer;
  signature?: Signature;
  /** The kind of problem that the judge must see; null for the truth, in which it must see none. */
  kind: string | null;
}

/** Each lie, with what the judge made of it where that is not what it should. */
export async function tellLies(about: Surroundings): Promise<{ name: string; problems: string[] }[]> {
  await about.seeder.freshen();
  const told = (await lies(about)).map(({ name, kind, caller, wire, answer, signature = null }) => {
    const { problem } = judge(about.description, about.world, { request: { signature }, caller, wire }, answer);
    const seen = problem?.kind ?? null;
    const verb = kind === null ? "lets pass" : "catches";
    return { name: `the judge ${verb} ${name}`, problems: seen === kind ? [] : [`it saw ${seen ?? "nothing"}`] };
  });
  const [word = ""] = about.world.ledger.personal;
  const logs = [`{"event":"request","note":"${word}"}`, "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"].map(
    (log) => ({
      name: `the search of the log catches ${log.startsWith("{") ? "a planted word" : "a token"}`,
      problems: leaksIn(log, [word]).length === 1 ? [] : ["it found nothing"],
    }),
  );
  return [...told, ...logs];
}

async function lies({ client, world }: Surroundings): Promise<Lie[]> {
  const { customer, provider } = await world.newest();
  const get = async (path: string, caller: Caller): Promise<{ wire: Wire; answer: Answer; caller: Caller }> => {
    const headers = { authorization: caller.authorization ?? "" };
    const wire: Wire = { method: "GET", target: `${BASE}/${path}`, headers, body: null };
    return { wire, caller, answer: await client.send(wire) };
  };
  const list = await get("my-pickups/", customer);
  const [pickup = { id: "" }] = (JSON.parse(list.answer.text) as { results: { id: string }[] }).results;
  const trail = await get(`audit/?pickup_id=${pickup.id}`, provider);
  const refused = await get("pickups/no-such-pickup/", customer);
  const withFirst = (of: typeof list, change: object): Answer => {
    const { results, ...page } = JSON.parse(of.answer.text) as { results: object[] };
    const text = JSON.stringify({ ...page, results: [{ ...results[0], ...change }, ...results.slice(1)] });
    return { ...of.answer, text };
  };
  const foreignTo = (caller: Caller, what: string) => world.ledger.foreignTo(caller, what);
  const events: Wire = { method: "POST", target: `${BASE}/events/`, headers: {}, body: null };
  const taken = { ...list.answer, status: 202, text: JSON.stringify({ accepted: 1, duplicates: 0, stale: 0 }) };
  const { "x-request-id": _, ...anonymous } = list.answer.headers;
  return [
    { ...list, name: "a true list", kind: null },
    { ...trail, name: "a true audit trail", kind: null },
    {
      ...list,
      name: "another customer's pickup",
      answer: withFirst(list, { id: foreignTo(customer, "a pickup's id") }),
      kind: "leak",
    },
    {
      ...list,
      name: "another customer's code",
      answer: withFirst(list, { confirmation_code: foreignTo(customer, "a pickup's code") }),
      kind: "leak",
    },
    {
      ...trail,
      name: "another business's staff in an audit trail",
      answer: withFirst(trail, { user_id: foreignTo(provider, "a staff member's id") }),
      kind: "leak",
    },
    { ...list, name: "an undeclared status", answer: { ...refused.answer, status: 409 }, kind: "undeclared status" },
    { ...list, name: "a field too few", answer: withFirst(list, { status: undefined }), kind: "schema" },
    { ...list, name: "a status that nobody knows", answer: withFirst(list, { status: "lost" }), kind: "schema" },
    { ...list, name: "a server error", answer: { ...refused.answer, status: 500 }, kind: "server error" },
    { ...list, name: "a 503", answer: { ...refused.answer, status: 503 }, kind: "stores unreachable" },
    {
      ...list,
      name: "an answer without its id",
      answer: { ...list.answer, headers: anonymous },
      kind: "no request id",
    },
    { ...list, name: "a list for nobody", caller: nobody, kind: "admission" },
    { ...list, name: "a list for staff", caller: provider, kind: "admission" },
    {
      name: "events of a wrong signature",
      wire: events,
      caller: nobody,
      signature: "wrong",
      answer: taken,
      kind: "admission",
    },
  ];
}
