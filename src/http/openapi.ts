import { z } from 'zod';
import { challengePage, challengeView, checkAnswer, checkBody, problem, resendBody } from '../contract/http.ts';
import { challengeId, challengeRequest } from '../contract/request.ts';
import { challengeResult } from '../contract/result.ts';
import { anywhere, type Operation, operations } from './operations.ts';
import { type ProblemCode, problems } from './problem.ts';
import { verifyPaths, verifySchemas } from './verify/openapi.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document: schemas from zod, routes from the table that the router is made of. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [id, operation] of Object.entries(operations) as [string, Operation][])
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(id, operation) };
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Poundkey',
      version: '1',
      description: 'Makes a phone the second factor: calls or texts a person and reports one trustworthy result.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths: { ...paths, ...verifyPaths() },
    components: {
      schemas: {
        CreateChallenge: createChallenge(),
        Challenge: schemaOf(challengeView, 'output'),
        ChallengePage: schemaOf(challengePage, 'output'),
        CheckCode: schemaOf(checkBody),
        Resend: schemaOf(resendBody),
        CheckAnswer: schemaOf(checkAnswer, 'output'),
        Result: schemaOf(challengeResult, 'output'),
        Problem: schemaOf(problem, 'output'),
        ...verifySchemas(),
      },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of your app.' },
        basic: { type: 'http', scheme: 'basic', description: 'Any user name; the password is a key of your app.' },
      },
    },
  };
}

function describe(operationId: string, operation: Operation): Json {
  const { summary, about, body, bodyIsOptional = false, answers } = operation;
  return {
    operationId,
    summary,
    ...(about !== undefined && { description: about }),
    parameters: parametersOf(operation),
    ...(body !== undefined && {
      requestBody: { required: !bodyIsOptional, content: { 'application/json': { schema: refer(body) } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description, schema, type = 'application/json' }]) => [
          status,
          { description, ...(schema !== undefined && { content: { [type]: { schema: refer(schema) } } }) },
        ]),
      ),
      ...refusals([...operation.problems, ...anywhere]),
    },
  };
}

function parametersOf({ path, query, headers }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
  const described = (place: string, object: z.ZodObject | undefined) =>
    Object.entries(object?.shape ?? {}).map(([name, schema]) => {
      const { description, ...rest } = schemaOf(schema as z.ZodType);
      return { name, in: place, ...(description !== undefined && { description }), schema: rest };
    });
  return [...inPath, ...described('query', query), ...described('header', headers)];
}

/** One response for each status, with an example for each code that may come with it. */
function refusals(codes: readonly ProblemCode[]): Record<string, Json> {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => problems[code][1]).join('; '),
        content: {
          'application/problem+json': {
            schema: refer('Problem'),
            examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      },
    ]),
  );
}

function exampleOf(code: ProblemCode): Json {
  const [status, title, detail] = problems[code];
  return { type: `/problems/${code}`, title, status, detail, code };
}

/** A request may bring its id along. */
function createChallenge(): Json {
  const { properties, ...rest } = schemaOf(challengeRequest);
  return { ...rest, properties: { id: schemaOf(challengeId), ...(properties as Json) } };
}

const refer = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io });
  return json;
}
