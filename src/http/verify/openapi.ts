import { z } from 'zod';
import {
  checkForm,
  startForm,
  twilioError,
  updateForm,
  verification,
  verificationCheck,
} from '../../contract/verify.ts';
import { statusOf, type TwilioCode } from './refuse.ts';

type Json = Record<string, unknown>;
const everywhere: readonly TwilioCode[] = [20003, 20404, 20500, 20503];
const service = '/v2/Services/{ServiceSid}';

/** The part of the OpenAPI document that has Twilio Verify's shape. */
export const verifyPaths = (): Readonly<Record<string, Json>> => ({
  [`${service}/Verifications`]: {
    post: operation('startVerification', 'Verify a number, or send again', {
      ...{ form: 'StartVerification', answer: [201, 'Verification'] },
      refusals: [60200, 60202, 60203, 60212, 60410, 60605],
    }),
  },
  [`${service}/VerificationCheck`]: {
    post: operation('checkVerification', 'Check a code', {
      ...{ form: 'CheckVerification', answer: [200, 'VerificationCheck'], refusals: [60200, 60202] },
    }),
  },
  [`${service}/Verifications/{Sid}`]: {
    get: operation('readVerification', 'Read a verification by its SID or number', { answer: [200, 'Verification'] }),
    post: operation('updateVerification', 'Approve or cancel a verification', {
      ...{ form: 'UpdateVerification', answer: [200, 'Verification'], refusals: [60200] },
    }),
  },
});

/** The schemas it refers to. */
export const verifySchemas = (): Json => ({
  StartVerification: schemaOf(startForm, 'input'),
  CheckVerification: schemaOf(checkForm, 'input'),
  UpdateVerification: schemaOf(updateForm, 'input'),
  Verification: schemaOf(verification, 'output'),
  VerificationCheck: schemaOf(verificationCheck, 'output'),
  TwilioError: schemaOf(twilioError, 'output'),
});

interface Shape {
  readonly form?: string;
  readonly answer: readonly [number, string];
  readonly refusals?: readonly TwilioCode[];
}

function operation(
  operationId: string,
  summary: string,
  { form, answer: [status, schema], refusals = [] }: Shape,
): Json {
  const inPath =
    operationId.startsWith('read') || operationId.startsWith('update') ? ['ServiceSid', 'Sid'] : ['ServiceSid'];
  const byStatus = Map.groupBy([...refusals, ...everywhere], statusOf);
  return {
    ...{ operationId, summary, tags: ['Twilio Verify'], security: [{ basic: [] }] },
    parameters: inPath.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(form !== undefined && {
      requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: refer(form) } } },
    }),
    responses: {
      [status]: { description: 'As Twilio answers.', ...jsonOf(schema) },
      ...Object.fromEntries(
        [...byStatus].map(([each, codes]) => [
          each,
          { description: `Twilio’s ${codes.join(', ')}`, ...jsonOf('TwilioError') },
        ]),
      ),
    },
  };
}

const jsonOf = (name: string): Json => ({ content: { 'application/json': { schema: refer(name) } } });
const refer = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io });
  return json;
}
