import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { version } from './version.ts';

describe('the version', () => {
  it('is the one in package.json', () => {
    expect(version).to.equal(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });
});
