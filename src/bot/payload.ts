/** The deep link's word by which a group is linked as soon as the bot is in it. */
export const LINK_PAYLOAD = 'link';
