import type { ReactNode } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { verdictWords } from '../../../../shared/clauses/verdicts.ts';
import { policyTitle, recordsTitle, sayRecorded } from '../../../../shared/governors/words.ts';
import type { GovernorsReport } from '../../../../shared/protocol/api/governors.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { Answer } from './PromiseList.tsx';
import { ReportFigures } from './ReportFigures.tsx';
import { verdictMarks } from './verdict-words.ts';

/** The report's own words, in the order of its pages. */
export function ReportSheet({ report }: { report: GovernorsReport }) {
  const { school, day, since, headline, promises, figures } = report;
  return (
    <article className="report-sheet" aria-label={`Report as of ${sayDay(day)}`}>
      <p className="quiet">
        {school}, as it stood on {sayDay(day)}
      </p>
      <p className="answer">{headline}</p>
      <Said title="The headteacher’s comment">{report.comment}</Said>
      <Said title="The headteacher recommends">{report.recommendation}</Said>
      <ul className="plain-list promise-list">
        {promises.map(promise => (
          <Reported key={promise.key} promise={promise} since={since} />
        ))}
      </ul>
      {report.recorded.length === 0 ? null : (
        <Lines title={recordsTitle}>{report.recorded.map(one => sayRecorded(one, since))}</Lines>
      )}
      {report.policy.length === 0 ? null : <Lines title={policyTitle}>{report.policy}</Lines>}
      {figures === null ? null : (
        <>
          <ReportFigures figures={figures} />
          <Lines title="Still to be done">
            {otherwise(report.outstanding, 'Nothing that Caretaker knows of.')}
          </Lines>
        </>
      )}
      <Lines title={since === null ? 'What changed' : `What changed since ${sayDay(since)}`}>
        {since === null
          ? ['This is the first report, so there is nothing to lay beside it.']
          : otherwise(report.changed, 'Nothing that this report tells of.')}
      </Lines>
      <Lines title="What we cannot know yet">
        {otherwise(report.unknown, 'Nothing: every promise could be looked at.')}
      </Lines>
      <Lines title="Exceptions">{otherwise(report.exceptions, 'None.')}</Lines>
      {figures === null ? (
        <Lines title="What was decided">
          {otherwise(report.decisions, 'Nothing that Caretaker knows of.')}
        </Lines>
      ) : null}
      <Lines title="What this report covers">{report.coverage}</Lines>
    </article>
  );
}

function Said({ title, children }: { title: string; children: string }) {
  if (children === '') return null;
  return (
    <blockquote className="report-comment">
      <span className="quiet">{title}</span>
      <p>{children}</p>
    </blockquote>
  );
}

const otherwise = (lines: string[], words: string) => (lines.length === 0 ? [words] : lines);

type Promised = GovernorsReport['promises'][number];

function Reported({ promise, since }: { promise: Promised; since: string | null }) {
  const { verdict, sentence, answer, before, held, excepted } = promise;
  return (
    <li className="promise" data-verdict={verdict}>
      <span aria-hidden>
        <StateMark state={verdictMarks[verdict]} size="lg" />
      </span>
      <div>
        <p className="promise-sentence">“{sentence}”</p>
        <p className="promise-answer" data-verdict={verdict}>
          <Answer verdict={verdict} answer={answer} excepted={excepted !== 'none'} />
        </p>
        {since === null || before === null || before === verdict ? null : (
          <p className="promise-age">
            On {sayDay(since)}: {verdictWords[before].toLowerCase()}.
          </p>
        )}
        {held.of < 2 ? null : (
          <p className="promise-age">
            Held on {held.days} of {held.of} days.
          </p>
        )}
      </div>
    </li>
  );
}

function Lines({ title, children }: { title: ReactNode; children: readonly string[] }) {
  return (
    <>
      <h3 className="report-heading">{title}</h3>
      <ul className="word-list">
        {children.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
