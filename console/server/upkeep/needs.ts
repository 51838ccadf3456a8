/** What needs somebody, in sentences, most serious first, each with the one page where it is put right. */
import { type CheckKind, checkWords, soonDays } from '../../../shared/assets/checks.ts';
import { sayDay } from '../../../shared/assets/dates.ts';
import { type Holding, serversToLookAt, warrantiesEnding } from '../../../shared/assets/holdings.ts';
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { UpkeepNeed } from '../../../shared/protocol/api/upkeep.ts';
import { backupMatters } from '../backups/index.ts';
import { type CheckMatters, type DueMatters, dueMatters } from '../checks/index.ts';
import type { Context } from '../context.ts';
import { type LicenceMatter, licenceMatters } from '../licences/index.ts';
import { reviewMatters } from '../reviews/index.ts';
import { supplierMatters } from '../suppliers/index.ts';

type BackupMatters = Awaited<ReturnType<typeof backupMatters>>;
type Matters = Awaited<ReturnType<typeof supplierMatters>>;

const need = (
  serious: boolean,
  sentence: string,
  label: string,
  to: string,
  names: readonly string[] = [],
): UpkeepNeed => ({
  serious,
  sentence,
  detail: names.length === 0 ? null : sayNames(names),
  action: { label, to },
});

function sayNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
const present = (needs: readonly (UpkeepNeed | false)[]): UpkeepNeed[] => needs.filter(one => one !== false);

const inWords = (kind: CheckKind) => checkWords[kind].words.replace(/^./, letter => letter.toLowerCase());

/** What failed is still where somebody uses it. */
export const failedNeeds = (checks: DueMatters): UpkeepNeed[] =>
  checks
    .filter(({ kind, failed }) => failed > 0 && kind !== 'maintenance')
    .map(({ kind, failed }) =>
      need(
        true,
        `${many(failed, 'thing', 'things')} that did not pass the last ${inWords(kind)} ${failed === 1 ? 'is' : 'are'} still in use.`,
        'See which',
        `/checks?kind=${kind}&view=failed`,
      ),
    );

export const dueNeeds = (checks: DueMatters): UpkeepNeed[] =>
  checks.flatMap(({ kind, over, soon }) =>
    present([
      over > 0 &&
        need(
          false,
          `${checkWords[kind].words} of ${many(over, 'thing', 'things')} is overdue${soon > 0 ? `, and due within ${soonDays} days for ${soon} more` : ''}.`,
          'See which',
          `/checks?kind=${kind}`,
        ),
      over === 0 &&
        soon > 0 &&
        need(
          false,
          `${checkWords[kind].words} of ${many(soon, 'thing', 'things')} is due within ${soonDays} days.`,
          'See which',
          `/checks?kind=${kind}`,
        ),
    ]),
  );

export const neverNeeds = (checks: CheckMatters): UpkeepNeed[] =>
  checks
    .filter(({ never }) => never > 0)
    .map(({ kind, never }) =>
      need(
        false,
        `Of ${many(never, 'thing', 'things')} in use no ${inWords(kind)} is written down here.`,
        'See which',
        `/checks?kind=${kind}&view=never`,
      ),
    );

export function supplierNeeds({ contracts, unagreed }: Matters): UpkeepNeed[] {
  const over = contracts.filter(one => one.over);
  const soon = contracts.filter(one => !one.over);
  const titles = (some: Matters['contracts']) => some.map(one => `${one.title} (${one.supplier})`);
  return present([
    unagreed.length > 0 &&
      need(
        true,
        `Of ${many(unagreed.length, 'supplier', 'suppliers')} it is not shown that personal data is in safe hands: no agreement in force, or nobody asked.`,
        'See which',
        '/suppliers',
        unagreed,
      ),
    over.length > 0 &&
      need(
        false,
        `${many(over.length, 'contract has', 'contracts have')} run out.`,
        'See which',
        '/suppliers',
        titles(over),
      ),
    soon.length > 0 &&
      need(
        false,
        `${many(soon.length, 'contract has', 'contracts have')} to be decided about, the first by ${sayDay(soon[0]?.decideBy ?? '')}.`,
        'See which',
        '/suppliers',
        titles(soon),
      ),
  ]);
}

export function licenceNeeds(licences: readonly LicenceMatter[]): UpkeepNeed[] {
  const wrong = licences.filter(one => one.wrong);
  const ending = licences.filter(one => !one.wrong);
  return present([
    wrong.length > 0 &&
      need(
        true,
        `${many(wrong.length, 'licence does', 'licences do')} not cover what is installed.`,
        'See which',
        '/licences',
        wrong.map(one => one.title),
      ),
    ending.length > 0 &&
      need(
        false,
        `${many(ending.length, 'licence ends', 'licences end')} within 90 days or has ended.`,
        'See which',
        '/licences',
        ending.map(one => one.title),
      ),
  ]);
}

export function backupNeeds({ wrong, untried, near }: BackupMatters): UpkeepNeed[] {
  const say = (serious: boolean, some: readonly string[], one: string, more: string) =>
    some.length > 0 && need(serious, `${many(some.length, one, more)}.`, 'See which', '/backups', some);
  return present([
    say(true, wrong, 'backup is late, failed or not known', 'backups are late, failed or not known'),
    say(
      false,
      untried,
      'backup was not tried to be brought back, or not for too long',
      'backups were not tried to be brought back, or not for too long',
    ),
    say(false, near, 'backup has no copy elsewhere', 'backups have no copy elsewhere'),
  ]);
}

/** By name, what is due, was not in order or was never looked at. */
export const reviewNeeds = (due: readonly string[]): UpkeepNeed[] =>
  present([
    due.length > 0 &&
      need(
        false,
        `${many(due.length, 'thing is', 'things are')} to be looked at: due, never looked at, or something was left to do.`,
        'See which',
        '/reviews',
        due,
      ),
  ]);

export function holdingNeeds(all: readonly Holding[], today: string): UpkeepNeed[] {
  const warranties = warrantiesEnding(all, today, soonDays);
  const servers = serversToLookAt(all, today);
  return present([
    warranties.length > 0 &&
      need(
        false,
        `The warranty of ${many(warranties.length, 'thing', 'things')} ends within ${soonDays} days: have faults mended before then.`,
        'See which',
        '#warranties',
        warranties.map(one => one.tag),
      ),
    servers.length > 0 &&
      need(
        false,
        `Of ${many(servers.length, 'server', 'servers')} it is not shown that the place is locked and was looked at within a year.`,
        'Look at the first',
        `/assets/${servers[0]?.id ?? ''}`,
        servers.map(one => one.tag),
      ),
  ]);
}

/** For the technician's overview: only what does harm or costs money while it waits. */
export async function overviewUpkeep(context: Context, schoolId: string): Promise<Overview['needs']> {
  const checks = await dueMatters(context, schoolId);
  const needs = [
    ...failedNeeds(checks),
    ...supplierNeeds(await supplierMatters(context, schoolId)),
    ...licenceNeeds(await licenceMatters(context, schoolId)),
    ...backupNeeds(await backupMatters(context, schoolId)),
    ...reviewNeeds(await reviewMatters(context, schoolId)),
    ...dueNeeds(checks),
  ];
  return needs.map(({ serious, sentence, action }) => ({ kind: 'upkeep', serious, sentence, action }));
}
