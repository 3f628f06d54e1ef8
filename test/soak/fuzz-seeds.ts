/** Shapes of what comes from outside, as the vendors send it; values are made up. */
const ANN = { id: 101, is_bot: false, first_name: 'Ann', last_name: 'B', username: 'ann' };
const DESK = { id: -5001, type: 'supergroup', title: 'Desk', is_forum: true };
const MESSAGE = {
  message_id: 7,
  date: 1_767_627_000,
  from: ANN,
  chat: { id: 101, type: 'private', first_name: 'Ann' },
  text: '/rule NVDA < 140 note:"trim"',
  entities: [{ type: 'bot_command', offset: 0, length: 5 }],
};

export const UPDATES: readonly object[] = [
  { update_id: 1, message: MESSAGE },
  {
    update_id: 2,
    message: {
      ...MESSAGE,
      chat: DESK,
      is_topic_message: true,
      message_thread_id: 3,
      reply_to_message: { ...MESSAGE, message_id: 6 },
      text: '/status@bellwether_bot x',
    },
  },
  { update_id: 3, message: { ...MESSAGE, sender_chat: DESK, chat: DESK } },
  { update_id: 4, edited_message: { ...MESSAGE, edit_date: 1_767_627_001 } },
  {
    update_id: 5,
    channel_post: { ...MESSAGE, from: undefined, chat: { ...DESK, type: 'channel' } },
  },
  {
    update_id: 6,
    callback_query: {
      id: '9',
      from: ANN,
      message: MESSAGE,
      chat_instance: '1',
      data: 'a1:help:AAAAAAAAAAAAAAAA',
    },
  },
  { update_id: 7, callback_query: { id: '9', from: ANN, inline_message_id: 'A', data: 'x' } },
  {
    update_id: 8,
    my_chat_member: {
      chat: DESK,
      from: ANN,
      date: 1,
      old_chat_member: { user: ANN, status: 'member' },
      new_chat_member: { user: ANN, status: 'restricted', can_send_messages: false },
    },
  },
  {
    update_id: 9,
    message: {
      ...MESSAGE,
      text: undefined,
      caption: '/rules import',
      document: { file_id: 'A', file_unique_id: 'B', file_size: 9 },
      forward_origin: { type: 'channel', chat: DESK, message_id: 1, date: 1 },
    },
  },
];

const ROW = {
  symbol: 'NVDA',
  quoteType: 'EQUITY',
  exchange: 'NMS',
  fullExchangeName: 'NasdaqGS',
  market: 'us_market',
  currency: 'USD',
  shortName: 'NVIDIA Corporation',
  longName: 'NVIDIA Corporation',
  regularMarketPrice: 150.25,
  regularMarketTime: 1_767_627_000,
  regularMarketPreviousClose: 149.5,
  exchangeDataDelayedBy: 0,
  earningsTimestamp: 1_769_627_000,
  isEarningsDateEstimate: true,
};

export const QUOTES = { quoteResponse: { result: [ROW, { ...ROW, symbol: 'AMD' }], error: null } };

export const SEARCH = {
  quotes: [{ symbol: 'NVDA', isYahooFinance: true, shortname: 'NVIDIA' }, { symbol: 'BRK-B' }],
};

const DAY_MS = 86_400_000;
const OPENED = Date.UTC(2026, 0, 5, 14, 30);

/** As the vendor's library hands it on. */
export const CHART = {
  meta: {
    symbol: 'NVDA',
    dataGranularity: '1d',
    exchangeTimezoneName: 'America/New_York',
    regularMarketPrice: 150,
    chartPreviousClose: 148,
    sessions: [{ start: OPENED / 1000, end: OPENED / 1000 + 23_400 }],
  },
  quotes: [0, 1, 2].map((day) => ({
    date: (OPENED + day * DAY_MS) / 1000,
    open: 150,
    high: 152,
    low: 149,
    close: 151,
    volume: 1e6,
  })),
  events: {
    dividends: [{ date: OPENED / 1000, amount: 0.01 }],
    splits: [{ date: OPENED / 1000, numerator: 4, denominator: 1 }],
  },
};

export const FEED = {
  entries: [
    { ticker: 'NVDA', system: 1, level: 150.5, date: '2026-01-05', n: 3.2, stop: 144.1 },
    { Symbol: 'BRK.B', days: '55', price: '512.30', date: 1_767_627_000, side: 'long' },
  ],
};

export const CALLBACKS: readonly string[] = [
  'a1:help:AAAAAAAAAAAAAAAA',
  'a1:rule-tell:0123456789abcdef',
  'wiz:101:1:0',
];

export const PAYLOADS: readonly string[] = [
  'link',
  'claim_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'r_AAAAAAAAAAAAAAAA',
  'l_AAAAAAAAAAAAAAAA',
  's_AAAAAAAAAAAAAAAA',
];

export const RULE_FILES: readonly string[] = [
  '# 2 rules\n# needed below: /list new semis NVDA AMD\n\nNVDA < 140  # R7K2\n@semis rsi14 < 30  # Q2 paused\n',
  '\ufeff/rule! NVDA > 150 note:"a # in quotes"\r\nAMD drops below the 200 day moving average\r',
];
