import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * The least that a bot takes for Telegram, as a process of its own so that its work is not counted as ours. Accepts everything.
 * It tells its port over IPC, and answers `take` with when each sendMessage had arrived whole, in ns of the machine's
 * monotonic clock, which all processes share.
 */
const ME = '{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}';

let arrivals: number[] = [];
let lastMessage = 0;

function answerTo(method: string): string {
  if (method === 'getMe') return ME;
  if (!method.startsWith('sendMessage') && !method.startsWith('editMessage')) return 'true';
  const message = {
    message_id: ++lastMessage,
    date: 1,
    chat: { id: 1, type: 'private' },
    text: 'x',
  };
  return JSON.stringify(message);
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const method = request.url?.split('/').at(-1) ?? '';
  request.resume();
  // Updates never come: the poll is held until whoever asks gives up.
  if (method === 'getUpdates') return;
  request.on('end', () => {
    if (method === 'sendMessage') arrivals.push(Number(process.hrtime.bigint()));
    response.setHeader('content-type', 'application/json');
    response.end(`{"ok":true,"result":${answerTo(method)}}`);
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
process.on('message', () => {
  process.send?.(arrivals);
  arrivals = [];
});
process.on('disconnect', () => process.exit(0));
