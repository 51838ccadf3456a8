import { Button, Checkbox } from '@mantine/core';
import {
  advisoryImport,
  type FeedName,
  feedSettings,
  type VulnerabilitySummary,
} from '../../../../shared/protocol/api/vulnerabilities.ts';
import { change, giveFile, reasonOf } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';

const touches = ['vulnerabilities', 'software'];
type Feeds = VulnerabilitySummary['feeds'];

/** As a file, with no network at all, or fetched from where it is published. */
export function Bring({ feeds, busy }: { feeds: Feeds; busy: boolean }) {
  const mayEdit = useMay()('software.edit');
  const give = useChange({
    send: (file: File) => giveFile('/advisories/imports', { name: file.name }, file, advisoryImport),
    said: () => 'The file is here and is being read.',
    touches,
    silent: true,
  });
  if (!mayEdit) return null;
  return (
    <>
      <Section title="Give a file">
        <p className="tab-lead">
          A ZIP or JSON file in the OSV format, or CISA’s catalogue of known exploited vulnerabilities as
          JSON. No network is needed: carry it here on a stick. At most 1.5 GB.
        </p>
        <input
          type="file"
          accept=".zip,.json,application/zip,application/json"
          aria-label="File of advisories"
          disabled={give.isPending || busy}
          onChange={event => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) give.mutate(file);
            event.currentTarget.value = '';
          }}
        />
        {give.isPending ? <p role="status">The file is on its way…</p> : null}
        {give.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(give.error)}
          </Notice>
        )}
      </Section>
      <Section title="Fetch from where it is published">
        <p className="tab-lead">
          Off unless you switch it on. The console asks these addresses and no others, and tells them nothing
          of the school.
        </p>
        <FeedList feeds={feeds} busy={busy} />
      </Section>
    </>
  );
}

function FeedList({ feeds, busy }: { feeds: Feeds; busy: boolean }) {
  const fetchNow = useChange({
    send: (feed: FeedName) => change('POST', '/advisories/fetch', { feed }, advisoryImport),
    said: () => 'It is being fetched. Below you see what becomes of it.',
    touches,
  });
  const before = feeds.filter(({ daily }) => daily).map(({ feed }) => feed);
  const settle = (daily: FeedName[]) => change('PUT', '/advisories/feeds', { daily }, feedSettings);
  const daily = useChange({
    send: settle,
    said: () => 'Saved.',
    undo: () => () => settle(before),
    touches,
  });
  return (
    <ul className="plain-list cards">
      {feeds.map(one => (
        <li key={one.feed} className="card">
          <div className="card-line">
            <span className="card-name">{one.words}</span>
            <span className="quiet">
              {one.lastAt === null ? 'never fetched' : <Ago at={one.lastAt} before="fetched" />}
            </span>
            <div className="card-actions">
              <Checkbox
                label={
                  <>
                    Every day<span className="hidden-words">: {one.words}</span>
                  </>
                }
                checked={one.daily}
                disabled={daily.isPending}
                onChange={event =>
                  daily.mutate(
                    event.currentTarget.checked
                      ? [...before, one.feed]
                      : before.filter(feed => feed !== one.feed),
                  )
                }
              />
              <Button
                size="compact-sm"
                variant="default"
                disabled={busy}
                loading={fetchNow.isPending && fetchNow.variables === one.feed}
                onClick={() => fetchNow.mutate(one.feed)}
              >
                Fetch now<span className="hidden-words">: {one.words}</span>
              </Button>
            </div>
          </div>
          <p className="quiet long-word">{one.address}</p>
        </li>
      ))}
    </ul>
  );
}
