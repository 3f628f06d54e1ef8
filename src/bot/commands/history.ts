import type { HistoryWish } from '../../app/history.ts';
import { parseDuration } from '../../core/duration.ts';
import { html } from '../../core/html.ts';
import type { ButtonSubject } from '../../core/message.ts';
import { defineCommand } from '../request.ts';
import { historyFileMessage, historyMessage } from '../views/history.ts';

export const history = defineCommand({
  name: 'history',
  says: 'What rang, what was held back, and what became of it',
  topic: 'quiet',
  needs: 'member',
  where: ['private', 'group'],
  changes: 'nothing',
  examples: ['/history', '/history NVDA 7d', '/history missed'],
  run({ args, actor, now }, app) {
    const wish = readWish(args);
    return () => {
      if (wish.about !== '' && !app.history.knows(wish.about, actor)) {
        const text = html`I read <code>/history ${args}</code>, but nothing here is or was called
          <b>${wish.about}</b>. What I can look for is a ticker, a rule’s code, a length of time and
          the word missed: <code>/history NVDA 7d missed</code>`;
        return { text };
      }
      return historyMessage(app.history.page(wish, actor), wish, now);
    };
  },
  buttons: {
    'history-csv': {
      needs: 'member',
      run: ({ subject, actor }, app) => {
        const wish = wishOf(subject);
        return () => ({ messages: [historyFileMessage(app.history.file(wish, actor))] });
      },
    },
    history: {
      needs: 'member',
      run: ({ subject, actor, now }, app) => {
        const wish = wishOf(subject);
        return () => ({ edit: historyMessage(app.history.page(wish, actor), wish, now) });
      },
    },
  },
});

function readWish(args: string): HistoryWish {
  let wish: HistoryWish = { about: '', backMs: 0, missed: false, page: 0, upTo: 0 };
  for (const word of args.split(/\s+/).filter((one) => one !== '')) {
    const backMs = parseDuration(word);
    if (word.toLowerCase() === 'missed') wish = { ...wish, missed: true };
    else if (backMs !== undefined) wish = { ...wish, backMs };
    else wish = { ...wish, about: wish.about === '' ? word : `${wish.about} ${word}` };
  }
  return wish;
}

function wishOf(subject: ButtonSubject): HistoryWish {
  return {
    about: String(subject['about'] ?? ''),
    backMs: Number(subject['backMs'] ?? 0),
    missed: subject['missed'] === true,
    page: Number(subject['page'] ?? 0),
    upTo: Number(subject['upTo'] ?? 0),
  };
}
