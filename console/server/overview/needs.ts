/** What needs a technician, by consequence, each with the one page that mends it. */
import { controls } from '../../../shared/controls/index.ts';
import type { Overview, Summary } from '../../../shared/protocol/api/overview.ts';
import type { ApprovalWaiting } from '../approvals/index.ts';
import type { DisposalMatters } from '../disposals/index.ts';
import type { LoanMatters } from '../loans/index.ts';
import type { PolicyMatters } from '../policies/index.ts';
import { disposalNeeds, graveDisposalNeeds } from './disposal-needs.ts';
import type { DeviceFigures } from './figures.ts';
import { graveLoanNeeds, loanNeeds } from './loan-needs.ts';
import { agreeing, devicesWord } from './words.ts';

type Need = Overview['needs'][number];

/** Not met here means that a lost or infected laptop does harm today; the rest can wait until the afternoon. */
const graveControls = ['disk-encryption', 'antivirus'];

const need = (kind: Need['kind'], serious: boolean, sentence: string, label: string, to: string): Need => ({
  kind,
  serious,
  sentence,
  action: { label, to },
});

/** Most serious first. */
export function needsOf(
  figures: DeviceFigures,
  summary: Summary,
  policies: PolicyMatters,
  approvals: readonly ApprovalWaiting[] = [],
  loans?: LoanMatters,
  disposals?: DisposalMatters,
  requests = 0,
): Need[] {
  const {
    cloned,
    waiting,
    silent,
    wrongClock,
    intercepted,
    partlyUnknown,
    withoutKey,
    failingDisk,
    nearlyFull,
  } = figures;
  const one = (number: number, single: string, many: string) => (number === 1 ? single : many);
  const needs: (Need | false)[] = [
    cloned > 0 &&
      need(
        'cloned',
        true,
        `${devicesWord(cloned)}: two computers use one identity. Say which is which.`,
        'Tell them apart',
        '/queue',
      ),
    ...(disposals === undefined ? [] : graveDisposalNeeds(disposals)),
    ...(loans === undefined ? [] : graveLoanNeeds(loans)),
    ...notMet(summary, true),
    failingDisk > 0 &&
      need(
        'wear',
        true,
        `${devicesWord(failingDisk)} ${one(failingDisk, 'says that a disk of it is', 'say that a disk of theirs is')} failing. Copy what is on it while that still works.`,
        'See which',
        '/devices?trouble=failing_disk',
      ),
    waiting > 0 &&
      need(
        'approve',
        false,
        `${devicesWord(waiting)} ${one(waiting, 'waits', 'wait')} to be let in.`,
        'Decide',
        '/queue',
      ),
    requests > 0 &&
      need(
        'request',
        false,
        `${requests === 1 ? 'Somebody asks' : `${requests} requests wait`} for a stick or a program.`,
        'Decide',
        '/requests',
      ),
    ...approvals.map(approvalNeed),
    ...policyNeeds(policies),
    ...(loans === undefined ? [] : loanNeeds(loans)),
    ...(disposals === undefined ? [] : disposalNeeds(disposals)),
    ...notMet(summary, false),
    silent > 0 &&
      need(
        'silent',
        false,
        `${devicesWord(silent)} ${one(silent, 'has', 'have')} not been heard from for too many school days.`,
        'Find them',
        '/devices?trouble=silent&sort=lastSeen&direction=asc',
      ),
    withoutKey > 0 &&
      need(
        'recovery_key',
        false,
        `Of ${devicesWord(withoutKey)} no recovery key is kept that was seen to open the disk.`,
        'See which',
        '/devices?trouble=recovery_key',
      ),
    intercepted > 0 &&
      need(
        'intercepted',
        false,
        `On ${devicesWord(intercepted)} a filter stands between the device and this console.`,
        'See which',
        '/devices?trouble=intercepted',
      ),
    wrongClock > 0 &&
      need(
        'clock',
        false,
        `The clock of ${devicesWord(wrongClock)} is wrong by more than five minutes.`,
        'See which',
        '/devices?trouble=clock',
      ),
    nearlyFull > 0 &&
      need(
        'wear',
        false,
        `${devicesWord(nearlyFull)} ${one(nearlyFull, 'is', 'are')} nearly full: updates soon find no room.`,
        'See which',
        '/devices?trouble=nearly_full',
      ),
    partlyUnknown > 0 &&
      need(
        'unknown',
        false,
        `${devicesWord(partlyUnknown)} ${one(partlyUnknown, 'has', 'have')} checks without a clear answer.`,
        'See what is not known',
        '/devices?state=unknown&sort=unknown',
      ),
  ];
  return needs.filter(item => item !== false);
}

const approvalNeed = ({ id, title, askedBy, yours }: ApprovalWaiting): Need =>
  yours
    ? need('approval', false, `${askedBy} asks you to agree: ${title}.`, 'Look at it', `/approvals/${id}`)
    : need('approval', false, `Waits for somebody’s yes: ${title}.`, 'Look at it', `/approvals/${id}`);

/** What the console did by itself comes before what waits for somebody. */
function policyNeeds({
  takenBack,
  waiting,
  halted,
  exceptionsWaiting,
  exceptionsEnding,
}: PolicyMatters): Need[] {
  const exceptions = (count: number) => `${count} ${count === 1 ? 'exception' : 'exceptions'}`;
  const needs: (Need | false)[] = [
    ...takenBack.map(one =>
      need(
        'policy',
        true,
        `Version ${one.number} of the policy of ${one.place} was taken back by itself. ${one.why}`,
        'See why',
        `/policies/versions/${one.id}`,
      ),
    ),
    halted > 0 && need('policy', false, 'A policy on its way out is halted.', 'See which', '/policies'),
    ...waiting.map(one =>
      need(
        'policy',
        false,
        `Version ${one.number} of the policy of ${one.place} waits for somebody’s yes.`,
        'Look at it',
        `/policies/versions/${one.id}`,
      ),
    ),
    exceptionsWaiting > 0 &&
      need(
        'policy',
        false,
        `${exceptions(exceptionsWaiting)} ${exceptionsWaiting === 1 ? 'waits' : 'wait'} for somebody’s yes.`,
        'See which',
        '/policies/exceptions',
      ),
    exceptionsEnding > 0 &&
      need(
        'policy',
        false,
        `${exceptions(exceptionsEnding)} ${exceptionsEnding === 1 ? 'ends' : 'end'} within two weeks.`,
        'See which',
        '/policies/exceptions',
      ),
  ];
  return needs.filter(item => item !== false);
}

function notMet({ controls: counted }: Summary, grave: boolean): Need[] {
  return controls
    .filter(({ key }) => graveControls.includes(key) === grave)
    .flatMap(({ key, policy, words }) => {
      const number = counted.find(one => one.control === key)?.counts.not_met ?? 0;
      if (number === 0) return [];
      const { broken } = words.promise(policy.parse({}));
      const sentence = `${devicesWord(number)} ${agreeing(number, broken)}.`;
      return [need('not_met', grave, sentence, 'See which', `/devices?control=${key}&state=not_met`)];
    })
    .sort((a, b) => Number.parseInt(b.sentence, 10) - Number.parseInt(a.sentence, 10));
}

/** "41 of 43 devices have been seen today; 2 things need you." */
export function overviewSentence({ devices }: Summary, needs: number): string {
  if (devices.approved === 0)
    return devices.waiting === 0
      ? 'No device is enrolled yet. Make an enrolment code to begin.'
      : `${devicesWord(devices.waiting)} ${devices.waiting === 1 ? 'waits' : 'wait'} for your yes.`;
  const seen = `${devices.seenToday} of ${devicesWord(devices.approved)} ${devices.seenToday === 1 ? 'has' : 'have'} been seen today`;
  if (needs === 0) return `${seen}; nothing needs you.`;
  return `${seen}; ${needs === 1 ? 'one thing needs' : `${needs} things need`} you.`;
}
