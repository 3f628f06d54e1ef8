import type { Message } from '../../core/message.ts';
import { defineCommand, type Command, type Request, type Topic } from '../request.ts';
import type { App } from '../../app/app.ts';
import { measureMessage, measuresMessage } from '../views/measures.ts';
import {
  commandMessage,
  helpMessage,
  noHelpMessage,
  openTo,
  TOPICS,
  topicMessage,
} from '../views/help.ts';

export const help = defineCommand({
  name: 'help',
  says: 'What I can do, by subject or by command',
  needs: 'viewer',
  where: ['private', 'group'],
  changes: 'nothing',
  examples: ['/help', '/help status', '/help watching', '/help measures', '/help rsi'],
  run(request, app) {
    const message = pageAbout(request.args, { ...request, vocabulary: app.vocabulary });
    return () => message;
  },
  buttons: {
    help: {
      needs: 'viewer',
      run(press, app) {
        const about = String(press.subject['about'] ?? '');
        const edit = pageAbout(about, { ...press, vocabulary: app.vocabulary });
        return () => ({ edit });
      },
    },
  },
});

type Asking = Pick<Request, 'actor' | 'commands'> & Pick<App, 'vocabulary'>;

function pageAbout(asked: string, { actor, commands, vocabulary }: Asking): Message {
  const about = asked.trim().toLowerCase().replace(/^\//, '');
  if (about === '') return helpMessage(actor, commands);
  const command = named(about, commands);
  if (command !== undefined && openTo(actor, [command]).length > 0) return commandMessage(command);
  if (command === undefined && isTopic(about)) return topicMessage(about, actor, commands);
  if (about === 'measures') return measuresMessage(vocabulary.words());
  const word = vocabulary.word(about.replace(/[\d,.@].*$/, '')) ?? vocabulary.word(about);
  if (command === undefined && word !== undefined) return measureMessage(word);
  return noHelpMessage(asked, command, { actor, commands });
}

function named(about: string, commands: readonly Command[]): Command | undefined {
  return commands.find(({ name, aliases }) => name === about || aliases?.includes(about));
}

function isTopic(about: string): about is Topic {
  return Object.keys(TOPICS).includes(about);
}
