/** The subset of JSON Schema that the API's description uses, and a validator for it. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: Json[];
  const?: Json;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: Json;
  description?: string;
  examples?: Json[];
  title?: string;
}

export type Schemas = Record<string, Schema>;

/** Every keyword that is understood. Another one stops the run, so that nothing is checked less than it says. */
const KEYWORDS: Record<keyof Schema, true> = {
  $ref: true,
  type: true,
  enum: true,
  const: true,
  anyOf: true,
  oneOf: true,
  properties: true,
  required: true,
  additionalProperties: true,
  propertyNames: true,
  items: true,
  minItems: true,
  maxItems: true,
  minLength: true,
  maxLength: true,
  pattern: true,
  format: true,
  minimum: true,
  maximum: true,
  exclusiveMinimum: true,
  exclusiveMaximum: true,
  default: true,
  description: true,
  examples: true,
  title: true,
};

const FORMATS: Record<string, (text: string) => boolean> = {
  date: (text) =>
    /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text.slice(0, 10),
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  uri: (text) => URL.canParse(text),
};

/** Throws when a schema says something that the validator does not understand. */
export function assertUnderstood(schema: Schema, at: string): void {
  for (const key of Object.keys(schema)) {
    if (!(key in KEYWORDS)) throw new Error(`${at} uses the JSON Schema keyword "${key}", unknown here`);
  }
  if (schema.format !== undefined && !(schema.format in FORMATS)) {
    throw new Error(`${at} uses the format "${schema.format}", unknown here`);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) assertUnderstood(property, `${at}.${name}`);
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) assertUnderstood(option, at);
  if (schema.items) assertUnderstood(schema.items, `${at}[]`);
  if (schema.propertyNames) assertUnderstood(schema.propertyNames, at);
  if (typeof schema.additionalProperties === "object") assertUnderstood(schema.additionalProperties, `${at}.*`);
}

export function dereference(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.replace("#/components/schemas/", "")];
  if (!target) throw new Error(`${schema.$ref} is not in the description`);
  return dereference(target, schemas);
}

/** What of a value does not match, each with its place; empty when all of it does. */
export function violations(referring: Schema, value: Json, schemas: Schemas, at = "body"): string[] {
  const schema = dereference(referring, schemas);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    const matches = options.filter((option) => violations(option, value, schemas, at).length === 0).length;
    if (matches === 0 || (schema.oneOf && matches > 1)) return [`${at} matches ${matches} of its alternatives`];
  }
  const types = schema.type === undefined ? null : [schema.type].flat();
  if (types && !types.some((type) => isOfType(type, value))) return [`${at} is not ${types.join(" or ")}`];
  const found: string[] = [];
  if (schema.const !== undefined && !isSame(schema.const, value)) found.push(`${at} is not the constant`);
  if (schema.enum && !schema.enum.some((one) => isSame(one, value))) found.push(`${at} is none of the known values`);
  if (typeof value === "string") found.push(...inText(schema, value, at));
  if (typeof value === "number") found.push(...inNumber(schema, value, at));
  if (Array.isArray(value)) found.push(...inArray(schema, value, schemas, at));
  else if (typeof value === "object" && value !== null) found.push(...inObject(schema, value, schemas, at));
  return found;
}

const isSame = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function inText(schema: Schema, text: string, at: string): string[] {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  const length = [...text].length;
  const found: string[] = [];
  if (length < minLength || length > maxLength) found.push(`${at} has ${length} characters`);
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) found.push(`${at} does not match ${pattern}`);
  if (format !== undefined && FORMATS[format]?.(text) !== true) found.push(`${at} is no ${format}`);
  return found;
}

function inNumber(schema: Schema, number: number, at: string): string[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  const isInside = number >= minimum && number <= maximum && number > exclusiveMinimum && number < exclusiveMaximum;
  return isInside ? [] : [`${at} is out of bounds`];
}

function inArray(schema: Schema, list: Json[], schemas: Schemas, at: string): string[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items } = schema;
  const found = list.length < minItems || list.length > maxItems ? [`${at} has ${list.length} items`] : [];
  return items
    ? [...found, ...list.flatMap((item, index) => violations(items, item, schemas, `${at}[${index}]`))]
    : found;
}

function inObject(schema: Schema, object: { [key: string]: Json }, schemas: Schemas, at: string): string[] {
  const { properties = {}, required = [], additionalProperties = true, propertyNames } = schema;
  const found = required.filter((name) => !Object.hasOwn(object, name)).map((name) => `${at}.${name} is missing`);
  for (const [name, value] of Object.entries(object)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (propertyNames) found.push(...violations(propertyNames, name, schemas, `${at}'s key "${name}"`));
    if (known) found.push(...violations(known, value, schemas, `${at}.${name}`));
    else if (additionalProperties === false) found.push(`${at}.${name} is not declared`);
    else if (additionalProperties !== true)
      found.push(...violations(additionalProperties, value, schemas, `${at}.${name}`));
  }
  return found;
}
