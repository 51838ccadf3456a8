import { Empty } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { KeptReports } from './KeptReports.tsx';

/** For those who get the kept reports and nothing else: governors, the safeguarding lead, the data protection officer. */
export function ReportsPage() {
  return (
    <Page
      narrow
      title="Reports to the governors"
      lead="Each says in a few pages which of the school’s promises about its computers hold, what happened and what was done. It names no person and no computer, and no number of them under 5."
    >
      <KeptReports
        none={
          <Empty title="No report yet.">
            The headteacher keeps one each term. It appears here by itself, and stays.
          </Empty>
        }
      />
    </Page>
  );
}
