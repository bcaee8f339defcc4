import http from 'node:http';
import fc from 'fast-check';

/** As much of JSON Schema as our document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly [keyword: string]: unknown;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}
/** One operation of the document, as a client would read it. */
export interface Described {
  readonly operationId: string;
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: Schema } | undefined;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security: 'key' | 'basic';
}
interface Document {
  readonly paths: Record<string, Record<string, Record<string, never>>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** Everything that the gateway says can be asked of it. */
export async function readOperations(api: string): Promise<Described[]> {
  const { paths, components } = (await (await fetch(`${api}/openapi.json`)).json()) as Document;
  const resolved = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? schema);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { operationId, parameters, responses, security, requestBody } = operation as unknown as Described & {
        requestBody?: { content: Record<string, { schema: Schema }> };
      };
      const [content] = Object.entries(requestBody?.content ?? {});
      const body = content === undefined ? undefined : { type: content[0], schema: resolved(content[1].schema) };
      const secured = JSON.stringify(security ?? []).includes('basic') ? 'basic' : 'key';
      return { operationId, path, method: method.toUpperCase(), parameters, body, responses, security: secured };
    }),
  );
}

const any = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary', maxLength: 40 }));

/** Values that the schema allows, as far as it can be said in a schema. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const { type, enum: choices, anyOf, pattern, minimum = 0, maximum = 100, minLength = 0, maxLength = 40 } = schema;
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(valuesOf));
  if (type === 'integer') return fc.integer({ min: Number(minimum), max: Number(maximum) });
  if (type === 'array') return fc.array(valuesOf(schema.items ?? {}), { maxLength: Number(schema['maxItems'] ?? 3) });
  if (type === 'object') return objectsOf(schema);
  if (type !== 'string') return any;
  // What JavaScript's patterns can say and the generator cannot is left to chance.
  if (typeof pattern === 'string' && !/\\p\{|\(\?/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength: Number(minLength), maxLength: Math.min(60, Number(maxLength)) });
}

function objectsOf({ properties, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  if (properties === undefined)
    return fc.dictionary(
      fc.string({ maxLength: 8 }),
      typeof additionalProperties === 'object' ? valuesOf(additionalProperties) : any,
      { maxKeys: 3 },
    );
  const fields = Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

/** The same with some fields taken out, replaced or added. */
export function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      values,
      fc.dictionary(fc.string({ maxLength: 8 }), any, { maxKeys: 2 }),
      fc.array(fc.tuple(fc.nat(20), any), { maxLength: 2 }),
    )
    .map(([value, added, changes]) => {
      if (typeof value !== 'object' || value === null) return value;
      const fields: Record<string, unknown> = { ...value };
      const names = Object.keys(fields);
      for (const [index, other] of changes) {
        const name = names[index % Math.max(1, names.length)];
        if (name !== undefined) fields[name] = other;
      }
      return { ...fields, ...added };
    });
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}
export interface Told {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Sends it over one of a few kept connections; a stream is left once it has begun. */
export function send(api: string, { method, path, headers, body }: Sent, agent: http.Agent): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const { hostname, port } = new URL(api);
  const request = http.request({ hostname, port, method, path, headers, agent }, (response) => {
    const { statusCode = 0, headers: told } = response;
    const type = told['content-type'] ?? '';
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', reject);
    response.on('end', () => resolve({ status: statusCode, type, body: text }));
    if (!type.startsWith('text/event-stream')) return;
    resolve({ status: statusCode, type, body: '' });
    request.destroy();
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}
