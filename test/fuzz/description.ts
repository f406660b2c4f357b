/** The operations that the server's own `/openapi.json` describes. */
import { ROLES, type Role } from "../../scripts/tokens.ts";
import { assertUnderstood, type Schema, type Schemas } from "./schema.ts";

export interface Parameter {
  name: string;
  in: "path" | "query";
  required?: boolean;
  schema: Schema;
}

export interface DeclaredAnswer {
  contentType: string | null;
  schema: Schema | null;
}

export interface Operation {
  /** As the report names it, such as `GET /pickups/{id}/`. */
  name: string;
  method: string;
  /** The template, such as `/api/scheduling/pickups/{id}/`. */
  path: string;
  /** Who may call; null where no token is needed. */
  roles: Role[] | null;
  parameters: Parameter[];
  body: Schema | null;
  answers: Map<number, DeclaredAnswer>;
}

export interface Description {
  operations: Operation[];
  schemas: Schemas;
}

type Content = Record<string, { schema?: Schema }>;

interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      {
        description?: string;
        parameters?: Parameter[];
        requestBody?: { content: Content };
        responses: Record<string, { content?: Content }>;
        security?: object[];
      }
    >
  >;
  components: { schemas: Schemas };
}

const BASE = "/api/scheduling";

export async function readDescription(origin: string): Promise<Description> {
  const { paths, components } = (await (await fetch(new URL("/openapi.json", origin))).json()) as OpenApi;
  for (const [name, schema] of Object.entries(components.schemas)) assertUnderstood(schema, name);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]): Operation => {
      const name = `${method.toUpperCase()} ${path.replace(BASE, "")}`;
      const { parameters = [], requestBody, responses, security, description = "" } = about;
      const body = requestBody?.content["application/json"]?.schema ?? null;
      for (const parameter of parameters) assertUnderstood(parameter.schema, `${name} ${parameter.name}`);
      if (body) assertUnderstood(body, name);
      return {
        name,
        method: method.toUpperCase(),
        path,
        roles: security?.length === 0 ? null : rolesIn(name, description),
        parameters,
        body,
        answers: new Map(
          Object.entries(responses).map(([status, { content }]) => [Number(status), answerOf(name, content)]),
        ),
      };
    }),
  );
  return { operations, schemas: components.schemas };
}

function answerOf(name: string, content: Content | undefined): DeclaredAnswer {
  const [first] = Object.entries(content ?? {});
  if (!first) return { contentType: null, schema: null };
  const [contentType, { schema = null }] = first;
  if (schema) assertUnderstood(schema, name);
  return { contentType, schema };
}

function rolesIn(name: string, description: string): Role[] {
  const listed = /Roles: ([^.]*)\./.exec(description)?.[1]?.split(", ") ?? [];
  const roles = ROLES.filter((role) => listed.includes(role));
  if (roles.length === 0 || roles.length !== listed.length) throw new Error(`${name} does not say who may call it`);
  return roles;
}

/** The operation that a path as sent belongs to, once it is normalised as any HTTP client or server does. */
export function operationAt(operations: Operation[], method: string, target: string): Operation | undefined {
  const plain = new URL(target, "http://localhost").pathname.replace(/\/$/, "");
  return operations
    .filter((operation) => operation.method === method && patternOf(operation).test(plain))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
}

const patterns = new Map<string, RegExp>();

function patternOf({ path }: Operation): RegExp {
  const known = patterns.get(path) ?? new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+").replace(/\/$/, "")}$`);
  patterns.set(path, known);
  return known;
}
