/** The OpenAPI 3.1 document, made from the same RouteSpecs and schemas that the server runs on. */
import * as z from 'zod';
import * as accounts from '../../shared/protocol/api/accounts.ts';
import * as common from '../../shared/protocol/api/common.ts';
import * as devices from '../../shared/protocol/api/devices.ts';
import * as enrolment from '../../shared/protocol/api/enrolment.ts';
import * as overview from '../../shared/protocol/api/overview.ts';
import { access } from './access.ts';
import { takesKey } from './app-api.ts';
import { type Example, readExamples } from './openapi-examples.ts';
import type { RouteSpec } from './route.ts';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

/** Schemas that have a name in `shared/protocol/api` keep it in the document. */
const named = new Map<unknown, string>();
for (const part of [common, accounts, devices, enrolment, overview]) {
  for (const [name, value] of Object.entries(part)) {
    if (value instanceof z.ZodType && !named.has(value))
      named.set(value, `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  }
}

export function openApi(routes: RouteSpec[], version: string): Json {
  const schemas: Json = { Problem: jsonSchema(common.problem, 'output') };
  const reference = (schema: z.ZodType, direction: Direction): Json => {
    const name = named.get(schema);
    if (name === undefined) return jsonSchema(schema, direction);
    schemas[name] ??= jsonSchema(schema, direction);
    return { $ref: `#/components/schemas/${name}` };
  };
  const paths: Record<string, Json> = {};
  const examples = readExamples();
  for (const spec of routes) {
    const example = examples[`${spec.method} ${spec.path}`] ?? {};
    paths[spec.path] = { ...paths[spec.path], [spec.method]: operation(spec, reference, example) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Caretaker console',
      version,
      description:
        'Times are UTC milliseconds. Lists answer `items` and `next`; ask again with `cursor=next`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas,
      responses: {
        Problem: {
          description: 'What went wrong',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token made by `caretaker token create`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'caretaker',
          description: 'Over https: `__Host-caretaker`',
        },
      },
    },
  };
}

function jsonSchema(schema: z.ZodType, io: Direction): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    metadata: z.registry(),
    override: ({ zodSchema, jsonSchema: made }) => {
      const said = z.globalRegistry.get(zodSchema)?.description;
      if (said !== undefined) made.description = said;
    },
  });
  return rest;
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent twice under one key within a day, it is done once and answers alike. A UUID will do.',
  schema: { type: 'string', minLength: 8, maxLength: 200 },
};

function operation(
  spec: RouteSpec,
  reference: (schema: z.ZodType, direction: Direction) => Json,
  { request, answer }: Example,
): Json {
  const open = spec.permission === 'public';
  return {
    operationId: `${spec.method}${spec.path.replace(/[{}]/g, '').replace(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: spec.summary,
    security: open ? [] : [{ token: [] }, { session: [] }],
    ...(spec.permission !== 'public' && {
      'x-permission': spec.permission,
      'x-roles': access[spec.permission],
      ...(spec.proof && { 'x-step-up': true }),
    }),
    ...((spec.params || spec.query || takesKey(spec)) && {
      parameters: [
        ...parameters(spec.params, 'path'),
        ...parameters(spec.query, 'query'),
        ...(takesKey(spec) ? [idempotencyKey] : []),
      ],
    }),
    ...(spec.takes === 'file' && {
      requestBody: { required: true, content: { 'application/octet-stream': {} } },
    }),
    ...(spec.body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: reference(spec.body, 'input'),
            ...(request !== undefined && { example: request }),
          },
        },
      },
    }),
    responses: {
      [spec.status ?? (spec.response === null && spec.gives !== 'file' ? 204 : 200)]: {
        description: spec.response === null && spec.gives !== 'file' ? 'Done' : 'The answer',
        ...(spec.gives === 'file' && { content: { 'application/octet-stream': {} } }),
        ...(spec.response && {
          content: {
            'application/json': {
              schema: reference(spec.response, 'output'),
              ...(answer !== undefined && { example: answer }),
            },
          },
        }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: described,
  }));
}
