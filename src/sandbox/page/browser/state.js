/** What the page knows: the same for every part of it. Unread counts last as long as the browser's tab. */
export function createState() {
  const read = JSON.parse(sessionStorage.getItem('read') ?? '{}');
  const lastId = (chat) => Math.max(0, ...(state.messages.get(chat)?.keys() ?? []));
  const state = {
    /** Undefined until the sandbox has told who is first. */
    person: undefined,
    people: [],
    chats: [],
    /** Chat id → message id → message, oldest first. */
    messages: new Map(),
    /** @type {number | undefined} */
    current: undefined,
    topic: undefined,
    replay: undefined,
    replayTold: 0,

    chat: () => state.chats.find(({ id }) => id === state.current),
    /** The messages of the open chat, or of the open topic in it. */
    shown: () =>
      [...(state.messages.get(state.current)?.values() ?? [])].filter(
        ({ thread, id }) =>
          state.topic === undefined || thread === state.topic || id === state.topic,
      ),
    /** The replay's time: as last told, and the time that has passed since. */
    now: () =>
      state.replay ? state.replay.now + (performance.now() - state.replayTold) : Date.now(),

    takeAll: ({ person, people, chats, messages }) => {
      state.person = person;
      state.people = people;
      state.chats = chats;
      state.messages = new Map();
      messages.forEach(state.takeMessage);
      if (!chats.some(({ id }) => id === state.current)) state.current = undefined;
    },
    takeMessage: (message) => {
      if (!state.messages.has(message.chat)) state.messages.set(message.chat, new Map());
      state.messages.get(message.chat)?.set(message.id, message);
    },
    takeReplay: (replay) => {
      state.replay = replay;
      state.replayTold = performance.now();
    },

    unreadIn: (chat) => {
      // After a restart of the sandbox ids begin anew, below what was read before.
      const upTo = Math.min(read[`${state.person}/${chat}`] ?? 0, lastId(chat));
      const messages = [...(state.messages.get(chat)?.values() ?? [])];
      return messages.filter(({ id, from }) => id > upTo && from.id !== state.person).length;
    },
    readCurrent: () => {
      if (state.current === undefined) return;
      read[`${state.person}/${state.current}`] = lastId(state.current);
      sessionStorage.setItem('read', JSON.stringify(read));
    },
  };
  return state;
}
