import { expect } from 'chai';
import { record } from './device.ts';
import { factsOfRequest, type Request, requestEvent, requestOfFacts } from './request.ts';

const requestId = '0199f3a0-0000-7000-8000-000000000001';
const long = 'x'.repeat(300);
const media: Request = {
  kind: 'media',
  person: long.slice(0, 100),
  reason: long,
  media: { vendorId: '0781', productId: '5567', serialHash: 'h'.repeat(43) },
  serial: long.slice(0, 126),
  access: 'read_write',
  minutes: 720,
  scan: 'incomplete',
};
const software: Request = {
  kind: 'software',
  person: 'Anna Ash',
  reason: 'Maths in year 3',
  title: 'GeoGebra',
  publisher: 'International GeoGebra Institute',
  licence: 'free',
  suitability: 'Year 3 and older',
  personalData: 'no',
};

describe('a request on its way', () => {
  for (const made of [media, software])
    it(`for ${made.kind} is an event like others, at its longest too, and reads as what was sent`, () => {
      const facts = factsOfRequest(requestId, made);
      const event = { id: requestId, seq: 1, at: 1, type: 'event', name: requestEvent, facts };
      const travelled = record.parse(JSON.parse(JSON.stringify(event)));
      expect(travelled.type === 'event' && requestOfFacts(travelled.facts)).to.deep.equal({
        requestId,
        request: made,
      });
    });

  it('is nothing when a fact is not what it should be', () => {
    for (const wrong of [
      {},
      { ...factsOfRequest(requestId, software), reason: '' },
      { ...factsOfRequest(requestId, media), minutes: 100_000 },
      { ...factsOfRequest(requestId, media), vendorId: 'zz' },
      factsOfRequest('not an id', software),
    ])
      expect(requestOfFacts(wrong)).to.equal(undefined);
  });
});
