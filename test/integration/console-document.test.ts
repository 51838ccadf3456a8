/** The OpenAPI document by itself: valid, and true of what the console answers to whoever knows nothing else. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { type Ask, aConsole, type TestConsole } from '../support/console.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

describe('the OpenAPI document', function () {
  this.timeout(60_000);
  let console_: TestConsole;
  let technician: Ask;
  let head: Ask;
  // biome-ignore lint/suspicious/noExplicitAny: a document of the console, read as anybody would.
  let document: any;

  before(async () => {
    console_ = await aConsole();
    technician = await console_.as('technician');
    head = await console_.as('headteacher');
    document = (await console_.ask('GET', '/openapi.json')).body;
  });
  after(() => console_.remove());

  it('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors ?? []).to.deep.equal([]);
    expect(valid).to.equal(true);
  });

  it('is true of every answer that needs nothing to be named first', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'document');
    const asked: string[] = [];
    for (const [path, operations] of Object.entries<Record<string, Operation>>(document.paths)) {
      const get = operations.get;
      if (get === undefined || (get.parameters ?? []).some(one => one.required)) continue;
      const pointer = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/get/responses/200/content/application~1json/schema`;
      const schema = get.responses[200]?.content?.['application/json']?.schema;
      if (schema === undefined) continue;
      let answer = await technician('GET', path);
      if (answer.status === 403) answer = await head('GET', path);
      if (answer.status === 403) continue;
      if (answer.status !== 200) {
        expect(answer.status, get.operationId).to.be.oneOf([401, 404, 409]);
        continue;
      }
      const fits = ajv.getSchema(`document${encodeURI(pointer)}`);
      expect(fits?.(answer.body), `${get.operationId}: ${ajv.errorsText(fits?.errors ?? null)}`).to.equal(
        true,
      );
      asked.push(get.operationId);
    }
    expect(asked.length).to.be.greaterThan(40);
  });
});
