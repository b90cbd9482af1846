import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { NoticeActions, NoticeBox } from '../../ui/NoticeBox.tsx';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { answerAsked, useChosen } from '../../state/chosen.ts';
import { hostOf, lookAt } from '../models.ts';
import { sourceWords } from './ModelWords.tsx';

/**
 * A link that names a model elsewhere: where it would come from, before that place is asked anything. How large it
 * is, and the decision to fetch it, come with the answer.
 */
export function AskNotice() {
  const { store } = usePageServices();
  const asked = useChosen((state) => state.asked);
  if (asked === null) return null;
  const words = texts.models.ask;
  return (
    <NoticeBox look="banner" role="region" aria-label={words.label}>
      <p>
        {words.text} {sourceWords(asked)}
      </p>
      <NoticeActions>
        <Button
          onClick={() => {
            answerAsked();
            showView('models');
            void lookAt(store, { address: asked });
          }}
        >
          {words.look(hostOf(asked))}
        </Button>
        <Button look="quiet" onClick={answerAsked}>
          {words.refuse}
        </Button>
      </NoticeActions>
    </NoticeBox>
  );
}
