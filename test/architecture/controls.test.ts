/** A control is whole or not registered: meaning, hands, words, evidence and tests, in folders of one name. */
import { existsSync, globSync } from 'node:fs';
import { expect } from 'chai';
import * as z from 'zod';
import { backendsFor } from '../../agent/service/controls/registry.ts';
import { controls } from '../../shared/controls/index.ts';

const meaningFiles = [
  'policy.ts',
  'observation.ts',
  'evaluate.ts',
  'words.ts',
  'index.ts',
  'evaluate.test.ts',
];
const handsFiles = ['linux.ts', 'fake.ts', 'README.md'];

const platforms = ['linux', 'windows', 'macos'] as const;

/** What a control of that name lacks: a file of either half, tests of its hands, or an answer on a system. */
function lacking(key: string): string[] {
  const files = [
    ...meaningFiles.map(file => `shared/controls/${key}/${file}`),
    ...handsFiles.map(file => `agent/service/controls/${key}/${file}`),
  ];
  const tested = globSync(`agent/service/controls/${key}/**/*.test.ts`).length > 0;
  return [
    ...files.filter(path => !existsSync(path)),
    ...(tested ? [] : ['tests of its hands']),
    ...platforms.filter(platform => typeof backendsFor(platform).get(key)?.observe !== 'function'),
  ];
}

describe('every registered control', () => {
  it('is registered once', () => {
    const keys = controls.map(control => control.key);
    expect(keys).to.deep.equal([...new Set(keys)]).and.not.empty;
  });

  for (const control of controls) {
    it(`${control.key} has both its halves, tests, and an answer on each system`, () => {
      expect(lacking(control.key)).to.deep.equal([]);
    });

    it(`${control.key} has a default for every setting, and a title that a form can show`, () => {
      expect(control.policy.safeParse({}).success, 'every setting has a default').to.equal(true);
      const schema = z.toJSONSchema(control.policy, { io: 'input' }) as {
        properties?: Record<string, { title?: string; description?: string }>;
      };
      const bare = Object.entries(schema.properties ?? {}).filter(
        ([, value]) => !value.title || !value.description,
      );
      expect(bare.map(([name]) => name)).to.deep.equal([]);
    });
  }

  it('offers to enforce exactly what some system can set', () => {
    const sets = (key: string) => platforms.some(platform => backendsFor(platform).get(key)?.plan);
    const offers = controls.filter(control => control.policy.safeParse({ mode: 'enforce' }).success);
    expect(offers.map(control => control.key)).to.deep.equal(
      controls.map(control => control.key).filter(sets),
    );
  });

  it('and one that is not there lacks everything', () => {
    expect(lacking('no-such-control')).to.have.length(
      meaningFiles.length + handsFiles.length + 1 + platforms.length,
    );
  });

  it('and no folder of a control is left unregistered', () => {
    const folders = globSync('{shared,agent/service}/controls/*/').map(path =>
      path.replace(/\/$/, '').split('/').at(-1),
    );
    expect(
      [...new Set(folders)].filter(name => !controls.some(control => control.key === name)),
    ).to.deep.equal([]);
  });
});
