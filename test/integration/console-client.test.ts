/**
 * Every operation of the OpenAPI document, called with success by a client that is made of the document alone, in
 * a small school that the calls themselves bring to life; and the document's examples, held against the same calls.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { readExamples } from '../../console/server/openapi-examples.ts';
import { differs, examplesOf } from '../support/api-walk/examples.ts';
import { walkEverything } from '../support/api-walk/index.ts';
import type { Walk } from '../support/api-walk/walk.ts';

describe('a client made of the OpenAPI document', function () {
  this.timeout(180_000);
  let walk: Walk;
  let stop: () => Promise<void> = async () => undefined;
  before(async () => ({ walk, stop } = await walkEverything()));
  after(() => stop());

  it('begins with a document that is valid by the schema of OpenAPI 3.1', async () => {
    const { body } = await walk.console.ask('GET', '/openapi.json');
    const { valid, errors } = await new Validator().validate(body);
    expect(errors ?? []).to.deep.equal([]);
    expect(valid).to.equal(true);
  });

  it('calls every operation with success, each answered in the shape that the document names', async () => {
    const succeeded = new Set(walk.steps.map(({ operation }) => operation));
    expect(
      [...walk.operations.keys()].filter(name => !succeeded.has(name)),
      'steps are missing in test/support/api-walk',
    ).to.deep.equal([]);
  });

  it('finds examples in the document that fit its schemas, and are as the same calls answer today', () => {
    const examples = readExamples();
    const today = examplesOf(walk.steps);
    const again = 'write them anew: node test/support/write-api-examples.ts';
    expect(
      Object.keys(examples).filter(name => !(name in today)),
      again,
    ).to.deep.equal([]);
    expect(
      Object.keys(today).filter(name => !(name in examples)),
      again,
    ).to.deep.equal([]);
    for (const [name, example] of Object.entries(examples)) {
      expect(walk.misfitExample(name, example), `${name}; ${again}`).to.equal(undefined);
      expect(differs(example, today[name]), `${name}; ${again}`).to.equal(undefined);
    }
  });
});
