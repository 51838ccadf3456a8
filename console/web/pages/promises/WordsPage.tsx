import { useQuery } from '@tanstack/react-query';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { views } from '../../views.ts';
import './promises.css';
import { BackToToday } from './PromisesPage.tsx';
import { WordsEditor } from './WordsEditor.tsx';

/** The school's promises in its own words, and which checks prove each. */
export function WordsPage() {
  const query = useQuery(views.clauses());
  return (
    <Page
      narrow
      title="Promises in our own words"
      lead={
        <>
          Sentences of your own policy, each with the checks that prove it. <BackToToday />
        </>
      }
    >
      <Loaded query={query} what="the promises" skeleton={<RowsSkeleton rows={5} height={90} />}>
        {view => <WordsEditor view={view} />}
      </Loaded>
    </Page>
  );
}
