import type { App } from '../app/app.ts';
import { obstacle } from './gate.ts';
import type { ButtonHandler, Command, Press, PressAnswer } from './request.ts';
import { doneNow, LEFT_AS_IT_WAS } from './views/late.ts';

/** Answers to "still want it?" after an outage. */
export const lateButtons: Readonly<Record<string, ButtonHandler>> = {
  'late-yes': { needs: 'viewer', run: doIt },
  'late-no': { needs: 'viewer', run: () => () => ({ edit: LEFT_AS_IT_WAS }) },
};

/** Runs the words of then as if they had been typed now, by what the person may do now. */
async function doIt(press: Press, app: App): Promise<() => PressAnswer> {
  const { subject, actor } = press;
  const command = press.commands.find(({ name }) => name === subject['command']);
  const args = String(subject['args'] ?? '');
  if (command === undefined) return () => ({ toast: 'That command no longer exists.' });
  if (obstacle(actor, command) !== undefined)
    return () => ({ toast: `You may no longer use /${command.name} here.`, isAlert: true });
  if (opensWizard(command, args)) return () => ({ opens: command.wizard ?? '' });
  const answered = String(subject['repliesTo'] ?? '');
  const repliesTo = answered === '' ? undefined : answered;
  const change = await command.run({ ...press, args, repliesTo }, app);
  return () => {
    const answer = change();
    return { edit: doneNow(command.name), messages: 'text' in answer ? [answer] : answer };
  };
}

function opensWizard({ wizard, hasCard }: Command, args: string): boolean {
  return args === '' && wizard !== undefined && hasCard !== true;
}
