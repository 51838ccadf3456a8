/**
 * Nearly every operation of the OpenAPI document, called with success by a client that is made of the document alone, in
 * a small school that the calls themselves bring to life; and the document's examples, held against the same calls.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { readExamples } from '../../console/server/openapi-examples.ts';
import { differs, examplesOf } from '../support/api-walk/examples.ts';
import { notWalked, walkEverything } from '../support/api-walk/index.ts';
import type { Walk } from '../support/api-walk/walk.ts';

const anyId = '00000000-0000-7000-8000-000000000000';
/** Whoever adds an operation may add its step a little later. */
const mostUnwalked = 8;
const refusals = [400, 401, 403, 404, 409, 413, 415, 429, 502, 503];

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

  it('calls nearly every operation with success, each answered in the shape that the document names', async () => {
    const succeeded = new Set(walk.steps.map(({ operation }) => operation));
    process.stdout.write(
      `      ${succeeded.size} of ${walk.operations.size} operations with their success\n`,
    );
    expect(
      Object.keys(notWalked).filter(name => succeeded.has(name) || !walk.operations.has(name)),
    ).to.deep.equal([]);
    const unwalked = [...walk.operations.keys()].filter(name => !succeeded.has(name) && !(name in notWalked));
    expect(unwalked.length, `steps are missing in test/support/api-walk: ${unwalked}`).to.be.at.most(
      mostUnwalked,
    );
  });

  it('is answered a documented problem by the others', async () => {
    const succeeded = new Set(walk.steps.map(({ operation }) => operation));
    for (const [name, { parameters = [] }] of walk.operations) {
      if (succeeded.has(name)) continue;
      const needed = parameters.filter(({ required }) => required).map(one => [one.name, anyId]);
      await walk.refused(name, refusals, { params: Object.fromEntries(needed), body: {} });
    }
  });

  it('finds examples in the document that fit its schemas, and are as the same calls answer today', () => {
    const examples = readExamples();
    const today = examplesOf(walk.steps);
    const again = 'write them anew: node test/support/write-api-examples.ts';
    expect(
      Object.keys(examples).filter(name => !(name in today)),
      again,
    ).to.deep.equal([]);
    const missing = Object.keys(today).filter(name => !(name in examples));
    expect(missing.length, `${missing} have none; ${again}`).to.be.at.most(mostUnwalked);
    for (const [name, example] of Object.entries(examples)) {
      expect(walk.misfitExample(name, example), `${name}; ${again}`).to.equal(undefined);
      expect(differs(example, today[name]), `${name}; ${again}`).to.equal(undefined);
    }
  });
});
