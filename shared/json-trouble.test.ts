import { expect } from 'chai';
import { jsonTrouble } from './json-trouble.ts';

const what = 'a comma, a quotation mark or a bracket is missing or too many';

describe('what is wrong with JSON that somebody wrote', () => {
  it('is told with its line and column', () => {
    for (const [text, place] of [
      ['{\n  "port": 8080,\n}\n', 'line 3, column 1'],
      ['{\n  "port": 8080\n  "host": "::1"\n}', 'line 3, column 3'],
      ['{\n  "port": abc\n}', 'line 2, column 11'],
      ['{\n  port: 1\n}', 'line 2, column 3'],
      ['{"a": 1}}', 'line 1, column 9'],
    ])
      expect(jsonTrouble(text ?? ''), text).to.equal(`${place}: ${what}`);
  });

  it('is told in words where it has no end or no beginning, and nothing is said of what is right', () => {
    expect(jsonTrouble('{"a": 1')).to.match(/^it ends too soon/);
    expect(jsonTrouble(' \n')).to.equal('it is empty');
    expect(jsonTrouble('{"a": [1, "b"]}')).to.equal(undefined);
  });
});
