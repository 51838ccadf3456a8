/** What this computer reports: the last report as it was saved for the school, in words, for anybody who sits here. */
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Finding } from '../../../shared/finding.ts';
import { type ReportPart, reportParts } from '../../../shared/protocol/tray/asks.ts';
import type { Face } from '../../../shared/protocol/tray/face.ts';
import type { Reported } from '../../../shared/protocol/tray/told.ts';
import type { Answer, Bridge } from '../bridge.ts';
import type { Entry } from '../menu.ts';
import { Aloud, textIn } from './aloud.ts';
import { element } from './element.ts';
import { outline } from './outline.ts';
import { isPupil, pupilReport } from './report-pupil.ts';
import { reportWords as words } from './words/report-en.ts';
import { staffSays } from './words/staff-en.ts';
import type { Words } from './words/words.ts';

const marks: Record<Finding['state'], string> = { met: '✓', not_met: '✗', unknown: '?', not_applicable: '–' };

export class ReportPage {
  readonly #bridge: Bridge;
  readonly #words: Words;
  readonly #place: HTMLElement;

  constructor(bridge: Bridge, words: Words, place: HTMLElement) {
    this.#bridge = bridge;
    this.#words = words;
    this.#place = place;
  }

  async start(): Promise<void> {
    document.title = words.title;
    const face = await this.#bridge.face();
    Object.assign(document.documentElement.dataset, {
      ...{ page: 'report', text: face.text, profile: face.profile },
    });
    const found = await this.#bridge.ask({ verb: 'report', part: 'findings' });
    const report = found.report?.part === 'findings' ? found.report : undefined;
    const whole = [
      ...(report === undefined || report.connected === null
        ? []
        : words.introduction.map(line => element('p', {}, line))),
      ...(report === undefined
        ? [this.#nothing(found)]
        : [standing(report), card(report), findings(report.findings)]),
      ...(report === undefined ? [] : [element('h2', {}, words.lists), ...this.#lists()]),
      ...(report === undefined || report.connected === null ? [] : [also(report)]),
      plainList(words.never),
      plainList(words.who),
      ...(report === undefined || report.connected === null ? [] : [looked(report), kept(report)]),
    ];
    const menu = await this.#bridge.menu();
    const top = [element('h1', {}, words.title), this.#menu(menu)];
    if (!isPupil(face)) return this.#place.replaceChildren(...top, ...whole);
    const { more } = words.pupil;
    this.#place.replaceChildren(
      ...[...top, ...pupilReport(report, face.profile, this.#words.help)],
      element('details', { class: 'whole' }, element('summary', {}, more), ...whole),
    );
    if ((await this.#bridge.may()).aloud) this.#readAloud(face);
  }

  /** What the icon's menu offers, where a desktop shows no icon. */
  #menu(entries: readonly Entry[]): HTMLElement {
    const buttons = entries
      .filter(({ key }) => key !== 'report')
      .map(({ key, words }) => {
        const said = key === 'link' ? words : this.#words.menu[key];
        const button = element('button', { type: 'button' }, said);
        button.addEventListener('click', () => this.#bridge.choose(key));
        return button;
      });
    return element('div', { class: 'menu' }, ...buttons);
  }

  /** Under the title, where whoever cannot read the rest finds it. */
  #readAloud({ profile }: Face): void {
    const aloud = new Aloud(
      this.#words,
      () => textIn(this.#place),
      () => this.#words.sentences.cannot_read_aloud[profile],
    );
    this.#place.querySelector('h1')?.after(aloud.element);
    addEventListener('pagehide', () => aloud.stop());
  }

  #nothing({ why }: Answer): HTMLElement {
    const again = element('button', { type: 'button', class: 'main' }, words.again);
    again.addEventListener('click', () => void this.start());
    const said =
      why === 'nothing_yet'
        ? words.nothingYet
        : why === 'not_the_service'
          ? words.notTheService
          : words.noService;
    return element('div', { class: 'card', role: 'alert' }, element('p', {}, said), again);
  }

  #lists(): HTMLElement[] {
    return reportParts
      .filter(part => part !== 'findings')
      .map(part => {
        const content = element('div', {}, words.loading);
        const fold = element('details', {}, element('summary', {}, words.parts[part]), content);
        fold.addEventListener('toggle', () => void this.#load(part, fold, content));
        return fold;
      });
  }

  async #load(part: ReportPart, fold: HTMLDetailsElement, content: HTMLElement): Promise<void> {
    if (!fold.open) return;
    const { report, why } = await this.#bridge.ask({ verb: 'report', part });
    if (report === undefined || report.part === 'findings') {
      content.replaceChildren(
        why === 'nothing_yet' ? words.nothingYet : why === 'too_large' ? words.tooLarge : words.noService,
      );
      return;
    }
    content.replaceChildren(report.part === 'software' ? software(report) : outline(body(report)));
  }
}

const body = (report: Exclude<Reported, { part: 'findings' | 'software' }>) =>
  report.part === 'hardware' ? report.hardware : report.system;

function software({ software }: Extract<Reported, { part: 'software' }>): HTMLElement {
  const sorted = software.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const items = sorted.map(({ name, version }) => element('li', {}, `${name} ${version}`));
  return element('div', {}, element('p', {}, words.programs(sorted.length)), element('ul', {}, ...items));
}

function standing({ waiting, connected }: Extract<Reported, { part: 'findings' }>): HTMLElement {
  if (connected === null) return element('p', { class: 'standing' }, words.nobody);
  const sent = waiting === 0 ? words.allSent : words.waiting(waiting);
  const link = connected ? words.connected : words.notConnected;
  return element('p', { class: 'standing' }, `${link} ${sent}`);
}

/** What is to be done comes first. */
const order: Finding['state'][] = ['not_met', 'unknown', 'met', 'not_applicable'];

/** The computer's own card: how it stands in one line. What does not apply here is not counted. */
function card({ findings: found, connected }: Extract<Reported, { part: 'findings' }>): HTMLElement {
  const count = (state: Finding['state']) => found.filter(one => one.state === state).length;
  const [met, notMet, unknown] = [count('met'), count('not_met'), count('unknown')];
  const lines = [
    words.card.counts(met, notMet, unknown),
    ...(notMet > 0 && connected !== null ? [words.card.whatToDo] : []),
  ];
  return element(
    'section',
    { class: 'card stands' },
    element('h2', {}, words.card.title),
    ...lines.map(line => element('p', {}, line)),
  );
}

function findings(found: readonly Finding[]): HTMLElement {
  const rank = ({ state }: Finding) => order.indexOf(state);
  const sorted = found.toSorted((a, b) => rank(a) - rank(b) || titleOf(a).localeCompare(titleOf(b)));
  return element('ul', { class: 'findings' }, ...sorted.map(findingItem));
}

const titleOf = (finding: Finding) =>
  staffSays(finding)?.title ?? controlByKey(finding.control)?.words.title ?? finding.control;

/** What a technician reads of it: in the fold, with what was seen. */
function forTechnicians(finding: Finding): HTMLElement[] {
  const meaning = controlByKey(finding.control);
  const { sentence, next } = meaning?.words.say(finding) ?? { sentence: finding.reason };
  return [
    element('p', {}, `${words.card.technical(meaning?.words.title ?? finding.control)} ${sentence}`),
    ...(next === undefined ? [] : [element('p', {}, next)]),
  ];
}

function findingItem(finding: Finding): HTMLElement {
  const said = staffSays(finding);
  const labels = controlByKey(finding.control)?.words.facts ?? {};
  const facts = Object.fromEntries(
    Object.entries(finding.evidence.facts).map(([key, value]) => [labels[key] ?? key, value]),
  );
  const parts = finding.evidence.parts.map(({ name, state }) => `${name}: ${words.states[state]}`);
  return element(
    'li',
    { 'data-state': finding.state },
    element(
      'h3',
      {},
      element('span', { class: 'mark', 'aria-hidden': 'true' }, marks[finding.state]),
      titleOf(finding),
    ),
    said === undefined ? null : element('p', {}, said.sentence),
    said?.toDo == null ? null : element('p', { class: 'next' }, words.card.toDo(said.toDo)),
    element('p', { class: 'seen' }, words.card.seen(finding.observedAt)),
    element(
      'details',
      {},
      element('summary', {}, words.sent),
      ...forTechnicians(finding),
      outline({ ...facts, ...(parts.length === 0 ? {} : { [words.lookedAt]: parts }) }),
      element('p', {}, words.seen(finding.source)),
    ),
  );
}

const also = ({ also }: Extract<Reported, { part: 'findings' }>) =>
  plainList({
    title: words.also.title,
    lines: [words.also.always, ...also.map(one => words.also.asked[one])],
  });

function looked({ about }: Extract<Reported, { part: 'findings' }>): HTMLElement {
  const { title, intro, none, line, pages, notTold } = words.looked;
  if (about === null) return plainList({ title, lines: [notTold] });
  const lines = about.looks.length === 0 ? [none] : about.looks.map(line);
  const list = plainList({ title, lines: [...lines, pages] });
  list.querySelector('h2')?.after(element('p', {}, intro));
  return list;
}

function kept({ about }: Extract<Reported, { part: 'findings' }>): HTMLElement {
  const { title, line, ask, askOffice } = words.kept;
  if (about === null) return plainList({ title, lines: [askOffice] });
  const things = Object.entries(about.kept) as [keyof typeof about.kept, number][];
  return plainList({
    title,
    lines: [...things.map(([what, days]) => line(what, days)), ask(about.school, about.contact)],
  });
}

function plainList({ title, lines }: { title: string; lines: readonly string[] }): HTMLElement {
  return element(
    'section',
    {},
    element('h2', {}, title),
    element('ul', {}, ...lines.map(line => element('li', {}, line))),
  );
}
