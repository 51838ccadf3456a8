import { Button, Group, Textarea } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type GovernorsReport, keptGovernorsReport } from '../../../../shared/protocol/api/governors.ts';
import { apiPath, change } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { ReportSheet } from './ReportSheet.tsx';

/** The report as it would be, with the headteacher's comment in it, and the one thing to do. */
export function KeepReport({ report, between }: { report: GovernorsReport; between: ReactNode }) {
  const [{ comment, recommendation }, write, forget] = useDraft('governors-report', {
    ...{ comment: '', recommendation: '' },
  });
  const words = { comment: comment.trim(), recommendation: recommendation.trim() };
  const [asking, setAsking] = useState(false);
  const keep = useChange({
    send: () => change('POST', '/governors-reports', { day: report.day, ...words }, keptGovernorsReport),
    said: ({ number }) => `Report ${number} is kept. You find it under “Reports that were kept”.`,
    touches: ['promises', 'audit'],
    quiet: true,
    done: forget,
  });
  const shut = () => setAsking(false);
  const keeper = useMay()('governors.keep');
  const kept = useQuery(views.governorsReports()).data;
  const may = keeper && kept?.mayKeep === true;
  return (
    <>
      {may ? (
        <>
          <Textarea
            label="The headteacher’s comment"
            description="A few sentences on the first page, or nothing. Name nobody: governors pass the report on."
            autosize
            minRows={3}
            maxLength={1500}
            mt="md"
            value={comment}
            error={fieldErrors(keep.error).comment}
            onChange={event => write({ comment: event.currentTarget.value, recommendation })}
          />
          <Textarea
            label="The headteacher recommends"
            description="What you ask the governors to agree to or to make better, or nothing."
            autosize
            minRows={2}
            maxLength={1500}
            mt="sm"
            value={recommendation}
            error={fieldErrors(keep.error).recommendation}
            onChange={event => write({ comment, recommendation: event.currentTarget.value })}
          />
        </>
      ) : null}
      {keeper && kept?.mayKeep === false ? (
        <p>The headteacher keeps it, with a comment: it goes to the governors under their name.</p>
      ) : null}
      <Group gap="xs" mt="md">
        {may ? (
          <Button onClick={() => setAsking(true)} loading={keep.isPending}>
            Keep this report
          </Button>
        ) : null}
        <Button
          component="a"
          variant="default"
          href={apiPath('/governors-reports/preview/pdf', { day: report.day })}
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Draft (PDF)
        </Button>
      </Group>
      {between}
      <Section title="What it says">
        <ReportSheet report={{ ...report, ...words }} />
      </Section>
      <Confirm
        opened={asking}
        title="Keep this report for good"
        verb="Keep this report"
        busy={keep.isPending}
        onConfirm={() => keep.mutate(undefined, { onSettled: shut })}
        onClose={shut}
      >
        The report as of {sayDay(report.day)} is kept as you see it
        {comment.trim() === '' ? ', without a comment' : ', with the comment'}. It cannot be changed or taken
        back afterwards; a mistake is put right by keeping another one of the same day. The next report is
        laid beside it. Those who are chosen below get it by e-mail on the next school morning.
      </Confirm>
    </>
  );
}
