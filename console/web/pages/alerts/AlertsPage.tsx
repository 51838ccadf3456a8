import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AlertSettings } from '../../../../shared/protocol/api/alerts.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { sayLongDate, sayTime } from '../../time.ts';
import { views } from '../../views.ts';
import { AlertForm } from './AlertForm.tsx';
import { Deliveries } from './Deliveries.tsx';
import { TestMail } from './TestMail.tsx';

/** One letter on school mornings: when, to whom, about what, and whether it arrived. */
export function AlertsPage() {
  const query = useQuery(views.alerts());
  const may = useMay();
  return (
    <Page
      narrow
      title="Alerts"
      lead={
        <>
          One letter on school mornings with what is new, each thing once. In the holidays it is quiet, and
          the first letter of term says what came.
          {may('webhooks.manage') ? (
            <>
              {' '}
              <Anchor component={Link} to="/webhooks" inherit underline="always">
                Webhooks
              </Anchor>{' '}
              tell other programs.
            </>
          ) : null}
        </>
      }
    >
      <Loaded query={query} what="the alerts" skeleton={<RowsSkeleton rows={8} />}>
        {settings => (
          <>
            <Standing settings={settings} />
            <AlertForm key={settings.revision} settings={settings} />
          </>
        )}
      </Loaded>
      <Deliveries />
    </Page>
  );
}

function Standing({ settings }: { settings: AlertSettings }) {
  const { timeZone } = useSession().school;
  const { mail, nextAt, people } = settings;
  return (
    <>
      <p className="answer">
        {nextAt === null
          ? people.length === 0
            ? 'Nobody gets alerts yet. Choose who does.'
            : 'No school day is known within a year. Enter the terms in the calendar.'
          : `The next letter can come on ${sayLongDate(nextAt, timeZone)} at ${sayTime(nextAt, timeZone)}, if anything is new.`}
      </p>
      {mail === null ? (
        <Notice tone="caution" title="No server for e-mail is set">
          Letters wait until whoever runs the console sets CARETAKER_SMTP_URL and CARETAKER_MAIL_FROM and
          starts it again. What needs you stands on the overview meanwhile.
        </Notice>
      ) : (
        <TestMail mail={mail} />
      )}
    </>
  );
}
