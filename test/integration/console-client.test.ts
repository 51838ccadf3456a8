/**
 * Every operation of the OpenAPI document, called by a client that is made of the document alone, and held to what the
 * document says of its answer. Nothing is set up first: what needs something named answers its documented problem, and
 * what does not answers its success; how many did is counted.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios';
import { commandLine, createToken } from '../../console/server/accounts/index.ts';
import { examples } from '../../console/server/openapi-examples.ts';
import { roles } from '../../shared/protocol/api/common.ts';
import { aConsole, type TestConsole } from '../support/console.ts';

const anyId = '00000000-0000-7000-8000-000000000000';
const leastSuccesses = 140;

interface Operation {
  operationId: string;
  'x-roles'?: string[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { example?: object }> };
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

interface Place {
  path: string;
  method: string;
  operation: Operation;
}

/** First what needs nothing named, making before reading; then what goes on with an id; what removes comes last. */
function inOrder(paths: Record<string, Record<string, Operation>>): Place[] {
  const rank = ({ path, method }: Place) =>
    (method === 'delete' ? 4 : 0) + (path.includes('{') ? 2 : 0) + (method === 'get' ? 1 : 0);
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    .sort((one, other) => rank(one) - rank(other));
}

describe('a client made of the OpenAPI document', function () {
  this.timeout(180_000);
  let console_: TestConsole;
  before(async () => {
    console_ = await aConsole();
  });
  after(() => console_.remove());

  it('calls every operation, and each answers with a status and a shape that the document names', async () => {
    const { body: document } = await console_.ask('GET', '/openapi.json');
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'document');
    const fits = (pointer: string): ValidateFunction | undefined =>
      ajv.getSchema(`document${encodeURI(pointer)}`);
    const problem = fits('#/components/schemas/Problem');
    const api = new OpenAPIClientAxios({ definition: document as Document });
    const client = await api.init();
    client.defaults.baseURL = `${console_.urls.browser}/api/v1`;
    client.defaults.validateStatus = () => true;
    const tokens = new Map<string, string>();
    for (const role of roles) {
      const by = commandLine(console_.schoolId);
      tokens.set(role, (await createToken(console_.context, by, { label: role, role, days: 1 })).token);
    }
    const called = new Set<string>();
    const succeeded: string[] = [];
    const shown: string[] = [];
    /** What was made or listed under a path, for the paths that go on with its id. */
    const known = new Map<string, string>();
    for (const { path, method, operation } of inOrder(document.paths)) {
      const { operationId, responses, parameters = [], requestBody } = operation;
      const named = parameters
        .filter(({ required }) => required)
        .map(({ name }) => [
          name,
          (name === 'id' ? known.get(path.split('/{')[0] ?? '') : undefined) ?? anyId,
        ]);
      const isFile = requestBody !== undefined && 'application/octet-stream' in requestBody.content;
      const example = requestBody?.content['application/json']?.example;
      const body = requestBody === undefined ? undefined : isFile ? Buffer.from('a file') : (example ?? {});
      const token = tokens.get(operation['x-roles']?.[0] ?? 'technician');
      const call = client[operationId];
      if (call === undefined) throw new Error(`the client has no ${operationId}`);
      const answer = await call(Object.fromEntries(named), body, {
        headers: {
          authorization: `Bearer ${token}`,
          ...(requestBody && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
        },
      });
      called.add(operationId);
      const said = `${operationId} answered ${answer.status} ${JSON.stringify(answer.data).slice(0, 300)}`;
      const documented = responses[String(answer.status)];
      if (example !== undefined) shown.push(`${method} ${path}`);
      if (documented === undefined) {
        expect(example, `the example of ${said}`).to.equal(undefined);
        expect(answer.status, said).to.be.oneOf([400, 401, 403, 404, 409, 413, 415, 429, 502, 503]);
        expect(problem?.(answer.data), said).to.equal(true);
        continue;
      }
      succeeded.push(operationId);
      const id = answer.data?.id ?? answer.data?.items?.[0]?.id;
      if (typeof id === 'string' && !path.includes('{')) known.set(path, id);
      if (documented.content?.['application/json'] === undefined) continue;
      const place = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
      const shape = fits(`${place}/responses/${answer.status}/content/application~1json/schema`);
      expect(shape?.(answer.data), `${said}: ${ajv.errorsText(shape?.errors ?? null)}`).to.equal(true);
    }
    const all = Object.values<Record<string, Operation>>(document.paths).flatMap(Object.values<Operation>);
    expect([...called].sort()).to.deep.equal(all.map(({ operationId }) => operationId).sort());
    expect(shown.sort(), 'examples of routes that are not there').to.deep.equal(Object.keys(examples).sort());
    process.stdout.write(`      ${called.size} operations called, ${succeeded.length} with their success\n`);
    expect(succeeded.length).to.be.at.least(leastSuccesses);
  });
});
