/** A database that has a later migration refuses an earlier one, so numbers only rise. */
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { migrations } from '../../console/server/database/migrations/index.ts';

/** Those that databases may have. A new one has a number above the last, and is written here with its commit. */
const given = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 18, 19, 30, 31, 35, 40, 41, 55],
  ...[60, 61, 62, 65, 75, 80, 85, 86, 95],
  ...[100, 101, 110, 111, 112, 115, 116, 125, 140, 141, 143, 145, 146, 155, 160, 165, 170, 171, 172],
  ...[173, 174, 175, 176, 177, 185, 186, 187, 198, 199, 200, 201, 205, 215, 216, 217, 228, 240, 241],
  ...[247, 248, 271, 281],
];

/** What is wrong with a number, for each that is. */
function wrong(names: readonly string[]): string[] {
  const last = Math.max(...given);
  const numbers = names.map(name => Number(name.slice(0, 3)));
  return names.filter((_, at) => {
    const number = numbers[at] ?? Number.NaN;
    return (number <= last && !given.includes(number)) || numbers.indexOf(number) !== at;
  });
}

describe('migrations', () => {
  it('fill no gap below the last, and no two have one number', () => {
    expect(wrong(Object.keys(migrations))).to.deep.equal([]);
    const planted = ['014-sittings', '015-notices', '062-order-progress', '062-again', '900-later'];
    expect(wrong(planted)).to.deep.equal(['015-notices', '062-again']);
  });

  it('are all of their folder, under their own names', () => {
    const folder = new URL('../../console/server/database/migrations/', import.meta.url);
    const files = readdirSync(folder).filter(name => /^\d{3}-.*\.ts$/.test(name));
    expect(Object.keys(migrations).sort()).to.deep.equal(files.map(name => name.slice(0, -3)).sort());
  });
});
