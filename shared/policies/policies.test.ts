import { expect } from 'chai';
import fc from 'fast-check';
import * as z from 'zod';
import { controls } from '../controls/index.ts';
import { alters, difference, sayBriefly, sayWhole } from './difference.ts';
import { fieldsOf } from './fields.ts';
import { presets, withPreset } from './presets.ts';
import { problemsOf } from './problems.ts';
import { issuesOf, nothingSet, ownSettings, resolve, withField } from './settings.ts';

const control = <T>(key: string, policy: z.ZodType<T>) =>
  ({ key, policy, words: { title: 'Test' } }) as never as (typeof controls)[number];

const lock = control(
  'test-lock',
  z.object({
    mode: z.enum(['off', 'watch', 'enforce']).default('watch').meta({ title: 'Mode', description: 'x' }),
    minutes: z.int().min(1).max(20).default(20).meta({ title: 'Minutes', description: 'x' }),
    names: z.array(z.string().min(1)).max(3).default([]).meta({ title: 'Names', description: 'x' }),
    on: z
      .union([z.literal(''), z.iso.date()])
      .default('')
      .meta({ title: 'On', description: 'x' }),
  }),
);
const set = (settings: Record<string, unknown>) => ({
  controls: { 'test-lock': settings },
  silentAfterSchoolDays: null,
});

describe('settings of a place', () => {
  it('are inherited field by field, the nearest place first', () => {
    const { policy, origins } = resolve(lock, [
      { from: 'school', settings: set({ minutes: 15, names: ['a'] }) },
      { from: 'group', settings: set({ minutes: 10 }) },
    ]);
    expect(policy).to.deep.equal({ mode: 'watch', minutes: 10, names: ['a'], on: '' });
    expect(origins).to.deep.equal({ mode: 'default', minutes: 'group', names: 'school', on: 'default' });
  });

  it('join the lists that only grow, so that no group hides what the whole school lists', () => {
    const joining = control(
      'test-joining',
      z.object({
        lost: z.array(z.string()).default([]).meta({ title: 'Lost', description: 'x', joins: true }),
      }),
    );
    const lists = (lost: string[]) => ({
      controls: { 'test-joining': { lost } },
      silentAfterSchoolDays: null,
    });
    const { policy } = resolve(joining, [
      { from: 'school', settings: lists(['a', 'b']) },
      { from: 'group', settings: lists(['b', 'c']) },
    ]);
    expect(policy).to.deep.equal({ lost: ['a', 'b', 'c'] });
  });

  it('lose one field, not the control, when an upgrade made that field unreadable', () => {
    const { policy, origins } = resolve(lock, [
      { from: 'school', settings: set({ minutes: 'soon', mode: 'enforce', gone: 1 }) },
    ]);
    expect(policy).to.deep.equal({ mode: 'enforce', minutes: 20, names: [], on: '' });
    expect(origins).to.include({ mode: 'school', minutes: 'default' });
  });

  it('say at the field what to write instead', () => {
    const issues = issuesOf(lock, [
      { from: 'school', settings: set({ minutes: 1.5, names: ['a', ''], mode: 'loud', on: 'x' }) },
    ]);
    expect(problemsOf(issues)).to.include({
      minutes: 'Write a whole number.',
      'names.1': 'Write something here.',
      mode: 'Choose one of: off, watch, enforce.',
    });
  });

  it('differ in words: what is set, what is inherited again, what a list gains and loses', () => {
    const lines = difference(
      [lock],
      [{ from: 'school', settings: set({ minutes: 15, names: ['a', 'b'] }) }],
      'group',
      set({ minutes: 10, names: ['a', 'b'] }),
      set({ names: ['b', 'c'], mode: 'enforce' }),
    );
    expect(lines.map(line => line.sentence)).to.deep.equal([
      'Mode: enforce, that is set on the computers, too (only watched before).',
      'Minutes: 10 becomes 15, from the school.',
      'Names: adds “c”; removes “a”.',
    ]);
    const same = difference([lock], [], 'school', nothingSet, set({ minutes: 20 }));
    expect(same[0]?.sentence).to.contain('stays 20, now set here');
    expect(difference([lock], [], 'school', set({ minutes: 9 }), set({ minutes: 9 }))).to.deep.equal([]);
  });

  it('differ in what an entry permits: allow from deny, the whole model from one stick, each of twenty', () => {
    const between = (key: string, field: string, before: unknown[], after: unknown[]) => {
      const of = (list: unknown[]) => ({ ...nothingSet, controls: { [key]: { [field]: list } } });
      const lines = difference(controls, [], 'school', of(before), of(after));
      expect(lines).to.have.length(1);
      return lines[0] as (typeof lines)[number];
    };
    const rules = (...of: object[]) => of.map((one, at) => ({ id: `r-${at}`, value: 'O=GAMES', ...one }));
    const turned = between('approved-software', 'rules', rules({ decision: 'deny' }), rules({}));
    expect(turned.sentence).to.equal('Catalogue: changes “O=GAMES” (decision: deny becomes allow).');
    const added = between('approved-software', 'rules', [], rules({ decision: 'deny', why: 'A game.' }));
    expect(added.sentence).to.equal(
      'Catalogue: adds “O=GAMES” (decision: deny, by: publisher, system: any).',
    );
    expect(added.entries[0]).to.contain('reason: “A game.”');
    const wider = between(
      'approved-software',
      'rules',
      rules({ by: 'hash', value: 'abc' }),
      rules({ by: 'path_class', value: 'user' }),
    );
    expect(wider.sentence).to.contain('by: hash becomes path class, value: “abc” becomes “user”');
    const stick = { label: 'Office sticks', vendorId: '0781', productId: '5567' };
    const model = between(
      'removable-media',
      'approved',
      [{ ...stick, serial: 'A1', access: 'read_only' }],
      [stick],
    );
    expect(model.sentence).to.contain(
      '“Office sticks” (serial number: given becomes none, so every one of this model, may be used to: read only becomes read write)',
    );
    expect(sayWhole(model)).to.contain('serial number: “A1” becomes none');
    const twenty = rules(...Array.from({ length: 20 }, (_, at) => ({ value: `O=P${at}` })));
    const many = between('approved-software', 'rules', [], twenty);
    expect(many.sentence).to.contain('and 14 more');
    for (const { value } of twenty) expect(sayWhole(many)).to.contain(`adds “${value}” (decision: allow`);
    const brief = sayBriefly([many]);
    expect(brief).to.have.length(280);
    expect(brief).to.contain('cut short here');
    // The sixth of six, where the first five stay.
    const sixth = twenty.slice(0, 6);
    const last = between('approved-software', 'rules', sixth, [
      ...sixth.slice(0, 5),
      { ...sixth[5], decision: 'deny' },
    ]);
    expect([last.before, alters(last)]).to.deep.equal([last.after, true]);
  });

  it('that are set and taken back again are as if never set', () => {
    const once = withField(nothingSet, 'test-lock', 'minutes', 5);
    expect(once).to.deep.equal(set({ minutes: 5 }));
    expect(withField(once, 'test-lock', 'minutes', undefined)).to.deep.equal(nothingSet);
  });

  it('never resolve to something that the control’s schema refuses, whatever is in them', () => {
    const anything = fc.dictionary(
      fc.constantFrom('mode', 'minutes', 'names', 'on', 'other', 'constructor'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, anything, (school, group) => {
        const parsed = [school, group].map(one => ownSettings.safeParse(set(one)));
        const layers = parsed.map((one, index) => ({
          from: index === 0 ? ('school' as const) : ('group' as const),
          settings: one.success ? one.data : nothingSet,
        }));
        expect(lock.policy.safeParse(resolve(lock, layers).policy).success).to.equal(true);
      }),
    );
  });
});

describe('the form of a control', () => {
  it('knows a text that may be empty from a shape that it has no input for', () => {
    expect(fieldsOf(lock).map(field => field.kind)).to.deep.equal(['choice', 'number', 'list', 'text']);
  });

  for (const meaning of controls) {
    it(`${meaning.key} has an input for every setting, down to the entries of its lists`, () => {
      const kinds = (fields: readonly unknown[]): string[] =>
        fields.flatMap(one => {
          const field = one as { kind: string; name: string; item?: unknown; fields?: unknown[] };
          const inner = [...(field.item === undefined ? [] : [field.item]), ...(field.fields ?? [])];
          return [field.kind, ...kinds(inner)];
        });
      expect(kinds(fieldsOf(meaning))).to.not.include('other');
      expect(fieldsOf(meaning)[0]?.name).to.equal('mode');
    });
  }
});

describe('presets', () => {
  for (const { key, title } of presets) {
    it(`${title} is something that every control accepts, and changes no mode`, () => {
      const settings = withPreset(controls, nothingSet, key);
      for (const meaning of controls) {
        const layers = [{ from: 'group' as const, settings }];
        expect(problemsOf(issuesOf(meaning, layers)), meaning.key).to.deep.equal({});
        const known = new Set(fieldsOf(meaning).map(field => field.name));
        for (const field of Object.keys(settings.controls[meaning.key] ?? {}))
          expect(known.has(field), `${meaning.key}.${field}`).to.equal(true);
        expect(resolve(meaning, layers).policy.mode).to.equal('watch');
      }
    });
  }
});
