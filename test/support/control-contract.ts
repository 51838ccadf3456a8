/** What every backend of every control owes, real or fake: a look that failed is `unknown`, with a reason, and names what it asked. */
import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Backend,
  type CommandResult,
  type Machine,
  ProbeError,
} from '../../agent/service/controls/control.ts';
import { observe } from '../../agent/service/controls/observe.ts';
import { type ControlMeaning, type ControlPolicy, probeFailures } from '../../shared/controls/control.ts';
import { judge } from '../../shared/controls/judge.ts';
import type { Finding } from '../../shared/finding.ts';
import { ended, missing, type Script, scriptedMachine, timedOut } from './scripted-machine.ts';

type Fault = [name: string, result: CommandResult, files: { code: string }];

const absent = { code: 'ENOENT' };

/** Foreign output is composed: the shape of a localised tool's complaint, in Welsh and German. */
const faults: Fault[] = [
  ['is missing', missing, absent],
  ['does not answer in time', timedOut, absent],
  ['is denied access', ended('', { exit: 1, stderr: 'Permission denied' }), { code: 'EACCES' }],
  ['is refused by Windows', ended('{"language":"FullLanguage","error":"0x80070005"}'), absent],
  ['prints nothing', ended(''), absent],
  ['is cut off', ended('{"blockdevices":[{"name":"sda","type":"disk","chil'), absent],
  [
    'speaks another language',
    ended('Statws: wedi amgryptio 100%\nSchutzstatus: Der Schutz ist aktiviert.\n'),
    absent,
  ],
];

export interface Contract {
  meaning: ControlMeaning;
  backend: Backend<unknown>;
  /** Words of which one must stand in what the finding says of its source: the tool's name. */
  tool: RegExp;
  /** What must be on the machine so that the tool is asked at all. */
  files?: Script['files'];
  /** Where the defaults ask for nothing, something to look for. */
  policy?: object;
}

async function findingFor(
  { meaning, backend, policy: asked = {} }: Contract,
  machine: Machine,
  withinMs?: number,
): Promise<Finding> {
  const policy: ControlPolicy = meaning.policy.parse(asked);
  const within = withinMs === undefined ? {} : { withinMs };
  const seen = await observe(meaning, backend, machine, { policy, ...within });
  return judge(meaning, seen, policy, 'caretaker test');
}

const everyCommand = (result: CommandResult) =>
  new Proxy<Record<string, CommandResult>>({}, { get: () => result });

function failing(
  { files = {} }: Pick<Contract, 'files'>,
  result: CommandResult,
  elsewhere: { code: string },
): Machine {
  return scriptedMachine({ commands: everyCommand(result), files, elsewhere });
}

/** Call inside a `describe`. For backends that read the machine they are given. */
export function controlContract(contract: Contract): void {
  for (const [name, result, elsewhere] of faults) {
    it(`when its tool ${name}, reports unknown and names the tool`, async () => {
      const finding = await findingFor(contract, failing(contract, result, elsewhere));
      expect(finding.state).to.equal('unknown');
      expect(`${finding.source} ${finding.evidence.facts.detail ?? ''}`).to.match(contract.tool);
      expect(contract.meaning.words.say(finding).sentence).to.match(/^[A-Z[/].+\.$/s);
    });
  }

  it('never calls it met, whatever its tools print', async () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.constantFrom('true', '{}', '[]', 'PONG', 'uint32 300'));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 255 }), async (stdout, exit) => {
        for (const result of [
          ended(stdout),
          ended(stdout, { exit }),
          ended(stdout, { exit: null, signal: 'SIGSEGV' }),
        ])
          expect((await findingFor(contract, failing(contract, result, absent))).state).to.not.equal('met');
      }),
      { numRuns: 60 },
    );
  });

  givesUpInTime(contract);
}

/** Also for fakes: whatever they pretend to be, a look without end is ended by its deadline. */
export function givesUpInTime(contract: Contract): void {
  it('a look that never ends is unknown when its time is over', async () => {
    const hung = {
      ...contract,
      backend: { ...contract.backend, observe: () => new Promise<never>(() => {}) },
    };
    const finding = await findingFor(hung, failing(contract, missing, absent), 5);
    expect([finding.state, finding.reason]).to.deep.equal(['unknown', 'probe_timed_out']);
  });
}

/** For every control: no failed look becomes a verdict, whatever the policy asks. */
export function failedLooksStayUnknown(meaning: ControlMeaning): void {
  it('no failed look is ever met, under any mode that looks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...probeFailures),
        fc.string(),
        fc.constantFrom('watch', 'enforce'),
        (reason, detail, mode) => {
          const seen = { ok: false, reason, detail, source: 'a test', at: 1 } as const;
          const finding = judge(
            meaning,
            seen,
            { ...meaning.policy.parse({}), mode } as ControlPolicy,
            'caretaker test',
          );
          expect([finding.state, finding.reason]).to.deep.equal(['unknown', reason]);
        },
      ),
    );
  });
}

/**
 * A whole sample ended at any byte, or with any digit changed, gives a verdict or a ProbeError and never
 * anything else; cut short it is never met. `look` gives the state first: `met turns_away`.
 */
export async function neverMetWhenCut(
  sample: string,
  look: (text: string) => Promise<string>,
): Promise<void> {
  const bytes = Buffer.from(sample);
  const judged = async (text: string) =>
    look(text).catch(error => {
      if (error instanceof ProbeError) return `unknown ${error.reason}`;
      throw error;
    });
  for (let length = 0; length < bytes.length; length += 1)
    expect(await judged(bytes.toString('utf8', 0, length)), `cut at byte ${length}`).to.not.match(/^met /);
  for (const { index } of sample.matchAll(/\d/g))
    await judged(`${sample.slice(0, index)}${(Number(sample[index]) + 5) % 10}${sample.slice(index + 1)}`);
}
