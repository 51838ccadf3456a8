import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { policy, ruleKinds } from '../../../../../shared/controls/approved-software/policy.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { isPermissive, withSettings } from './conf.ts';
import { parseDenial, parseJournal } from './denial.ts';
import { current, hooks } from './hooks.ts';
import { fapolicydRules, openRule, ruleNamed, type Terrain, wrongWith } from './rules.ts';

const golden = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

const terrain: Terrain = {
  interpreters: ['/usr/bin/bash', '/usr/bin/dash', '/usr/bin/python3.11'],
  scanners: ['/usr/sbin/clamd'],
  denied: new Map([['no-tux', ['/usr/games/supertux2']]]),
  open: [],
};
const catalogue = [
  { id: 'no-tux', decision: 'deny', by: 'package', value: 'supertux' },
  { id: 'bad-build', decision: 'deny', by: 'hash', value: 'AB'.repeat(32) },
  { id: 'our-tool', by: 'hash', value: 'cd'.repeat(32) },
  { id: 'sticks', by: 'path_class', value: 'removable' },
  { id: 'mozilla', value: 'O=MOZILLA CORPORATION, C=US' },
];
const made = (rules: object[], over: object = {}, on: Terrain = terrain) => {
  const asked = policy.parse({ rules, ...over });
  return fapolicydRules(asked, rulesFor(asked.rules, 'linux'), on);
};

describe('rules for fapolicyd', () => {
  it('are the ones that were proved in the lab', () =>
    expect(made(catalogue)).to.equal(golden('fapolicyd.catalogue.rules')));

  it('leave scripts alone where people may write their own', () => {
    const text = made([], { ownScripts: true });
    expect(text).to.not.contain('exe=%interpreters');
    expect(text).to.contain('allow perm=execute all : ftype=%languages\n');
    expect(wrongWith(text)).to.equal(null);
  });

  it('trust nothing in a folder that people can change, and name it when they deny', () => {
    const open = ['/opt/old/data/', '/usr/local/bin/tool', '/opt/a b/', '/opt/c/odd (1)/x.sh', '/opt/c/d/'];
    const text = made([{ id: 'our-tool', by: 'hash', value: 'cd'.repeat(32) }], {}, { ...terrain, open });
    expect(wrongWith(text)).to.equal(null);
    const lines = text.split('\n');
    const at = (line: string) => lines.indexOf(line);
    for (const place of ['dir=/opt/old/data/', 'path=/usr/local/bin/tool', 'dir=/opt/c/', 'dir=/opt/c/d/'])
      for (const what of ['perm=execute all', 'perm=open all', 'perm=open exe=%interpreters']) {
        const line = lines.find(one => one.startsWith(`deny_syslog ${what} : ${place}`)) ?? place;
        expect(at(line), line).to.be.within(1, at('allow perm=any all : dir=/opt/') - 1);
        const rules = lines.filter(one => /^(allow|deny)/.test(one));
        expect(ruleNamed(text, rules.indexOf(line) + 1)).to.equal(openRule);
      }
    expect(text).to.not.contain('dir=/opt/ ftype').and.not.contain('a b');
    expect(at(`allow perm=execute all : sha256hash=${'cd'.repeat(32)}`)).to.be.below(
      lines.findIndex(line => line.includes('/opt/old/data/')),
    );
    expect(wrongWith(made([], { ownScripts: true }, { ...terrain, open }))).to.equal(null);
  });

  it('stop in a denied kind of place even what a hash allows', () => {
    const text = made([
      { id: 'our-tool', by: 'hash', value: 'cd'.repeat(32) },
      { id: 'no-sticks', decision: 'deny', by: 'path_class', value: 'removable' },
    ]);
    expect(wrongWith(text)).to.equal(null);
    expect(text.indexOf('deny_syslog perm=execute all : dir=/media/')).to.be.within(
      1,
      text.indexOf('allow perm=execute all : sha256hash='),
    );
  });

  it('name the catalogue’s rule for the number in an event', () => {
    const text = made(catalogue);
    const rules = text.split('\n').filter(line => /^(allow|deny)/.test(line));
    const numberOf = (start: string) => rules.findIndex(line => line.startsWith(start)) + 1;
    expect(ruleNamed(text, numberOf('deny_syslog perm=execute all : path=/usr/games'))).to.equal('no-tux');
    expect(ruleNamed(text, numberOf('deny_syslog perm=execute all : trust=0 sha256hash'))).to.equal(
      'bad-build',
    );
    expect(ruleNamed(text, 1)).to.equal(null);
    expect(ruleNamed(text, 999)).to.equal(null);
  });

  it('stop nothing that root does and end by letting files be opened, whatever the catalogue and the machine hold', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('a b', '%x', 'removable', 'user_writable', 'f'.repeat(64)),
    );
    const aRule = fc.record({
      id: fc.constant('r'),
      decision: fc.constantFrom('allow', 'deny'),
      by: fc.constantFrom(...ruleKinds),
      value: text.filter(value => !/^[\s*?]*$/.test(value) && value.length <= 200),
    });
    const paths = fc.array(fc.oneof(fc.string(), fc.constant('/usr/bin/x y'), fc.constant('/usr/bin/x')));
    fc.assert(
      fc.property(fc.array(aRule, { maxLength: 10 }), paths, fc.boolean(), (rules, names, ownScripts) => {
        const on = { interpreters: names, scanners: names, denied: new Map([['r', names]]), open: names };
        expect(wrongWith(made(rules, { ownScripts }, on))).to.equal(null);
      }),
      // A root that everybody may change has no rule of its own: it made all of them unreadable.
      {
        examples: [
          [[], ['/'], false],
          [[], ['//'], true],
        ],
      },
    );
  });

  it('are refused when one is missing, cut off, or not of a kind we write', () => {
    const text = made(catalogue);
    expect(wrongWith(text.replace('allow perm=any uid=0 : all\n', ''))).to.contain('root');
    expect(wrongWith(text.slice(0, -10))).to.not.equal(null);
    expect(wrongWith(`${text}deny_audit perm=any all : all\n`)).to.contain('not a rule');
    expect(wrongWith(text.replace(/^%scanners.*\n/m, ''))).to.equal('%scanners is not a set');
    for (let length = 0; length < text.length - 1; length += 7)
      expect(wrongWith(text.slice(0, length)), `cut at ${length}`).to.not.equal(null);
  });
});

describe('the settings of fapolicyd', () => {
  /** As Debian 12 ships it; composed after the package. */
  const shipped =
    '#\n# a comment\n#\n\npermissive = 0\nnice_val = 14\nuid = fapolicyd\ntrust = rpmdb,file\nintegrity = none\n';

  it('are set in what the package brought, and nothing else is touched', () => {
    const text = withSettings(shipped, { permissive: true });
    expect(text).to.contain('# a comment\n').and.contain('nice_val = 14\n').and.contain('uid = fapolicyd\n');
    expect(text)
      .to.contain('permissive = 1\n')
      .and.contain('trust = file\n')
      .and.contain('integrity = sha256\n');
    expect(text).to.contain('allow_filesystem_mark = 1\n');
    expect(isPermissive(text)).to.equal(true);
  });

  it('written twice are the same', () => {
    const once = withSettings(shipped, { permissive: false });
    expect(withSettings(once, { permissive: false })).to.equal(once);
    expect(isPermissive(once)).to.equal(false);
    expect(isPermissive('nice_val = 14\n')).to.equal(null);
  });
});

describe('a denial of fapolicyd', () => {
  it('is read with spaces in its path, and is nothing when it is something else', () => {
    const text =
      'rule=15 dec=deny_syslog perm=execute auid=1000 pid=9 exe=/usr/bin/bash : path=/home/a b : c/x ftype=application/x-executable trust=0';
    expect(parseDenial(text)).to.deep.equal({
      ...{ rule: 15, perm: 'execute', path: '/home/a b : c/x', type: 'application/x-executable' },
      ...{ person: 1000, trusted: false, cursor: null },
    });
    for (const nobody of ['-1', '4294967295'])
      expect(parseDenial(text.replace('auid=1000', `auid=${nobody}`))?.person).to.equal(null);
    expect(parseDenial(text.replace('auid=1000 ', ''))?.person).to.equal(null);
    for (const other of [
      '',
      'Starting to listen for events',
      text.replace('deny_syslog', 'allow'),
      text.slice(0, 70),
    ])
      expect(parseDenial(other)).to.equal(undefined);
  });

  it('comes out of a line of the journal, also when the message is bytes', () => {
    const said =
      'rule=1 dec=deny_syslog perm=open auid=-1 pid=9 exe=/x : path=/tmp/t ftype=text/x-python trust=0';
    const line = (message: unknown) => JSON.stringify({ MESSAGE: message, __CURSOR: 's=1' });
    expect(parseJournal(line(said))).to.include({ rule: 1, path: '/tmp/t', cursor: 's=1' });
    expect(parseJournal(line([...Buffer.from(said)]))).to.include({ path: '/tmp/t' });
    for (const other of ['', 'null', '{"MESSAGE":null}', '[]', line(7)])
      expect(parseJournal(other)).to.equal(undefined);
  });

  itOnRecorded('is read as older versions write it, and allowances are not', () => {
    expect(parseDenial(recorded('linux/fapolicyd-log/debug-deny-rule9.txt').trim())).to.include({
      ...{ rule: 9, perm: 'execute', path: '/home/user1/my-ls', trusted: null },
    });
    const lines = recorded('linux/fapolicyd-log/debug-three-lines.txt').trim().split('\n').map(parseDenial);
    expect(lines.map(one => one?.rule)).to.deep.equal([14, undefined, undefined]);
  });
});

describe('rules of somebody else', () => {
  itOnRecorded('never pass for ours, which let root run everything and use few words', () => {
    const wrong = (name: string) => wrongWith(recorded(`linux/fapolicyd/${name}.rules.txt`));
    expect(wrong('42-trusted-elf')).to.equal('the first rule does not let root run everything');
    expect(wrong('90-deny-execute')).to.equal('not a rule: deny_audit perm=execute all : all');
    expect(wrong('rules-valid')).to.match(/^not a rule: allow perm=any auid=1000/);
  });
});

describe('the hooks of apt and dpkg', () => {
  it('end well whatever happens, and name the link that updates of the agent move on', () => {
    const node = current('/opt/caretaker/agent/versions/20261122T000000Z-1/bin/node');
    const script = current('/opt/caretaker/agent/versions/20261122T000000Z-1/software-process.js');
    expect([node, script]).to.deep.equal([
      '/opt/caretaker/agent/current/bin/node',
      '/opt/caretaker/agent/current/software-process.js',
    ]);
    for (const { text } of hooks(node, script)) {
      const commands = text.split('\n').filter(line => /caretaker\/agent/.test(line));
      expect(commands).to.have.length(2);
      for (const line of commands) expect(line).to.contain(`[ -x ${node} ]`).and.contain('|| true');
    }
    expect(current('/usr/bin/node')).to.equal('/usr/bin/node');
  });

  it('cannot be made to run something else', () => {
    for (const path of ['/a b', '/a";x', '/$(x)', "/a'"]) expect(() => hooks('/n', path)).to.throw('no hook');
  });
});
