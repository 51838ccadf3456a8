import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../../../shared/controls/required-software/evaluate.ts';
import { policy } from '../../../../shared/controls/required-software/policy.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { Backend } from '../control.ts';
import { linux } from './linux.ts';
import { matches } from './looking.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

const never = new AbortController().signal;
const asked = policy.parse({ required: [{ title: 'filter-*', service: 'filterd' }] });
const installed = ended('filter-agent\tamd64\t2.1-3\t1\tnet\tinstall ok installed\tMaker <m@example.org>\n');

async function verdictOf(commands: Script['commands'], backend: Backend<never> = linux as Backend<never>) {
  const seen = await backend.observe(scriptedMachine({ commands: commands ?? {} }), never, asked);
  const { state, reason } = evaluate(seen, asked);
  return `${state} ${reason}`;
}
const systemctl = (load: string, active: string) => ended(`LoadState=${load}\nActiveState=${active}\n`);

describe('required software on Linux', () => {
  it('sees the package and its unit', async () => {
    const with_ = (unit: ReturnType<typeof ended>) => verdictOf({ 'dpkg-query': installed, systemctl: unit });
    expect(await with_(systemctl('loaded', 'active'))).to.equal('met all_there');
    expect(await with_(systemctl('loaded', 'failed'))).to.equal('not_met stopped');
    expect(await with_(systemctl('not-found', 'inactive'))).to.equal('not_met stopped');
    expect(await with_(ended('', { exit: 1 }))).to.equal('unknown service_not_seen');
  });

  it('finds what is missing, too old, or numbered in a way that cannot be compared', async () => {
    const verdict = async (leastVersion: string, title: string, stdout = installed.stdout) => {
      const wanted = policy.parse({ required: [{ title, leastVersion }] });
      const machine = scriptedMachine({ commands: { 'dpkg-query': ended(stdout) } });
      const { state, reason } = evaluate(await linux.observe(machine, never, wanted), wanted);
      return `${state} ${reason}`;
    };
    expect(await verdict('2.1', 'filter-*')).to.equal('met all_there');
    expect(await verdict('2.2', 'filter-*')).to.equal('not_met too_old');
    expect(await verdict('', 'reader-*')).to.equal('not_met missing');
    const beta = installed.stdout.replace('2.1-3', 'beta');
    expect(await verdict('2.2', 'filter-*', beta)).to.equal('unknown version_not_comparable');
  });

  it('runs nothing at all where nothing is required', async () => {
    const seen = await linux.observe(scriptedMachine({}), never, policy.parse({}));
    expect(seen.looked).to.deep.equal([]);
  });

  it('tells nothing of what it was not asked about', async () => {
    const other = ended(
      `diary\tamd64\t1\t1\tnet\tinstall ok installed\tX <x@example.org>\n${installed.stdout}`,
    );
    const machine = scriptedMachine({ commands: { 'dpkg-query': other } });
    expect(JSON.stringify(await linux.observe(machine, never, asked))).to.not.include('diary');
  });
});

describe('services as real machines list them', () => {
  const lists = {
    everybody: { rows: [{ name: 'Filter-Agent', version: '2', publisher: '' }] },
    people: { rows: [] },
    apps: { rows: [] },
  };
  const windowsSays = (services: string) =>
    verdictOf(
      {
        powershell: args =>
          args.at(-1)?.includes('Get-Service')
            ? ended(services)
            : ended(JSON.stringify({ language: 'FullLanguage', answer: lists })),
      },
      windows as Backend<never>,
    );

  itOnRecorded(
    'Windows: the number of the state is read, and nothing that is printed for people',
    async () => {
      const { Service } = JSON.parse(recorded('windows/get-service/dhcp-joined-wmi.json'));
      const rows = [{ state: Service.Status }];
      const answer = { language: 'FullLanguage', answer: { services: { rows } } };
      expect(await windowsSays(JSON.stringify(answer))).to.equal('met all_there');
      for (const path of ['get-service/windefend-running-table', 'sc-query/windefend-running'])
        expect(await windowsSays(recorded(`windows/${path}.txt`)), path).to.equal('unknown service_not_seen');
    },
  );

  itOnRecorded(
    'Linux: a unit that does not say whether it is active, or says it in a page, was not seen',
    async () => {
      for (const path of [
        'misc/systemctl-show-all-dbus',
        'systemctl-status/fedora-systemctl-status-firewalld.service-on',
      ]) {
        const systemctl = ended(recorded(`linux/${path}.txt`));
        expect(await verdictOf({ 'dpkg-query': installed, systemctl }), path).to.equal(
          'unknown service_not_seen',
        );
      }
    },
  );

  itOnRecorded('macOS: a job’s page says that it runs, a list of jobs does not', async () => {
    const item =
      '<dict><key>_name</key><string>Filter-Agent</string><key>path</key><string>/Applications/F.app</string></dict>';
    const list = `<plist version="1.0"><array><dict><key>_items</key><array>${item}</array></dict></array></plist>`;
    const says = (path: string) =>
      verdictOf(
        { system_profiler: ended(list), launchctl: ended(recorded(`macos/${path}.txt`)) },
        macos as Backend<never>,
      );
    expect(await says('launchctl-print/alf')).to.equal('met all_there');
    expect(await says('launchctl-list/alf-loaded')).to.equal('unknown service_not_seen');
  });
});

/** Composed after the documented interfaces; nothing here was seen on a live machine. */
describe('required software on Windows and macOS', () => {
  it('asks for the service by its name, which can end no quotation', async () => {
    const lists = {
      everybody: { rows: [{ name: 'Filter-Agent', version: '2', publisher: '' }] },
      people: { rows: [] },
      apps: { rows: [] },
    };
    const told = (answer: object) => ended(JSON.stringify({ language: 'FullLanguage', answer }));
    const powershell = (args: readonly string[]) =>
      args.at(-1)?.includes("Get-Service -Name 'filterd'")
        ? told({ services: { rows: [{ state: 4 }] } })
        : told(lists);
    expect(await verdictOf({ powershell }, windows as Backend<never>)).to.equal('met all_there');
    expect(
      policy.safeParse({ required: [{ title: 'x1', service: "a'; Stop-Computer #" }] }).success,
    ).to.equal(false);
  });

  it('takes a job that launchd does not know for not seen', async () => {
    const list = `<plist version="1.0"><array><dict><key>_items</key><array><dict><key>_name</key><string>Filter-Agent</string><key>path</key><string>/Applications/Filter.app</string><key>version</key><string>3</string></dict></array></dict></array></plist>`;
    const mac = (launchctl: ReturnType<typeof ended>) =>
      verdictOf({ system_profiler: ended(list), launchctl }, macos as Backend<never>);
    expect(await mac(ended('', { exit: 113 }))).to.equal('unknown service_not_seen');
    expect(await mac(ended('system/filterd = {\n\tstate = running\n}\n'))).to.equal('met all_there');
    expect(await mac(ended('system/filterd = {\n\tstate = not running\n}\n'))).to.equal('not_met stopped');
  });
});

describe('a name with a star', () => {
  it('matches as it reads', () => {
    for (const [pattern, name] of [
      ['filter*', 'Filter Agent 3'],
      ['*agent*', 'Filter Agent 3'],
      ['Filter Agent', 'filter agent'],
      ['f*a*t', 'filter agent'],
    ] as const)
      expect(matches(pattern, name), pattern).to.equal(true);
    for (const [pattern, name] of [
      ['filter', 'filter agent'],
      ['*agents', 'filter agent'],
      ['ab*ba', 'aba'],
      ['f.lter*', 'filter'],
    ] as const)
      expect(matches(pattern, name), pattern).to.equal(false);
  });

  it('always matches the name it was made from, whatever is starred out', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (name, a, b) => {
        const [from, to] = [a % name.length, b % (name.length + 1)].sort((x, y) => x - y) as [number, number];
        if (name.includes('*') || name.toLowerCase().length !== name.length) return;
        expect(matches(`${name.slice(0, from)}*${name.slice(to)}`, name)).to.equal(true);
      }),
    ));
});
